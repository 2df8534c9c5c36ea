/* Stands in front of the C library: counts what a process writes below a folder, and lets one of
 * these steps fail. Loaded with LD_PRELOAD, set by `faults_arm`; see points.py. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum fault { NONE, BEFORE, AFTER, TORN_4K, TORN_HALF, NO_SPACE, IO_ERROR };

static char folder[PATH_MAX];
static long wanted;
static enum fault fault;
static atomic_long steps;
static atomic_int full;

void faults_arm(const char *below, long at, int how) {
    snprintf(folder, sizeof folder, "%s", below);
    wanted = at;
    fault = how;
    steps = 0;
    full = 0;
}

long faults_steps(void) { return steps; }

static int below(const char *path) {
    return folder[0] && strncmp(path, folder, strlen(folder)) == 0;
}

static int ours(int fd) {
    if (!folder[0]) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static enum fault next_step(void) { return ++steps == wanted ? fault : NONE; }

static void die(void) { kill(getpid(), SIGKILL); pause(); }

/* What a step that writes no bytes does: 0 to go on, else the error number. */
static int before(enum fault now) {
    if (now == BEFORE || now == TORN_4K || now == TORN_HALF) die();
    return now == NO_SPACE ? ENOSPC : now == IO_ERROR ? EIO : 0;
}

typedef ssize_t (*write_fn)(int, const void *, size_t);
typedef ssize_t (*pwrite_fn)(int, const void *, size_t, off_t);

static ssize_t put(int fd, const void *data, size_t size, off_t offset) {
    static write_fn real_write;
    static pwrite_fn real_pwrite;
    if (!real_write) real_write = (write_fn)dlsym(RTLD_NEXT, "write");
    if (!real_pwrite) real_pwrite = (pwrite_fn)dlsym(RTLD_NEXT, "pwrite64");
#define REAL(n) (offset < 0 ? real_write(fd, data, n) : real_pwrite(fd, data, n, offset))
    if (!ours(fd)) return REAL(size);
    enum fault now = next_step();
    if (now == NO_SPACE) full = 1; /* and it stays full */
    if (full) { errno = ENOSPC; return -1; }
    if (now == IO_ERROR) { errno = EIO; return -1; }
    if (now == BEFORE) die();
    if (now == TORN_4K) { REAL(size < 4096 ? size / 2 : 4096); die(); }
    if (now == TORN_HALF) { REAL(size / 2); die(); }
    ssize_t done = REAL(size);
    if (now == AFTER) die();
    return done;
#undef REAL
}

ssize_t write(int fd, const void *data, size_t size) { return put(fd, data, size, -1); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }

#define STEP(name, type, parameters, arguments, touches)                 \
    int name parameters {                                                \
        static int(*real) type;                                          \
        if (!real) real = (int(*) type)dlsym(RTLD_NEXT, #name);          \
        if (!(touches)) return real arguments;                           \
        enum fault now = next_step();                                    \
        int error = before(now);                                         \
        if (error) { errno = error; return -1; }                         \
        int done = real arguments;                                       \
        if (now == AFTER) die();                                         \
        return done;                                                     \
    }

STEP(fsync, (int), (int fd), (fd), ours(fd))
STEP(fdatasync, (int), (int fd), (fd), ours(fd))
STEP(ftruncate, (int, off_t), (int fd, off_t size), (fd, size), ours(fd))
STEP(ftruncate64, (int, off_t), (int fd, off_t size), (fd, size), ours(fd))
STEP(rename, (const char *, const char *), (const char *from, const char *to), (from, to), below(to))
STEP(unlink, (const char *), (const char *path), (path), below(path))
