"""What can be wrong with a request, and with how the pages are served."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

SERVING: Texts = {
    "no_such_page": Text(
        N_("There is nothing at {path}."),
        N_("Begin at / for the pages or at /api for what the API offers."),
    ),
    "no_such_parameter": Text(
        N_("There is no parameter “{name}”."),
        N_("The page /api lists the parameters."),
    ),
    "missing_parameter": Text(
        N_("The parameter “{name}” is missing."),
        N_("The page /api has an example of each request."),
    ),
    "number_out_of_range": Text(
        N_("The parameter “{name}” does not take “{text}”."),
        N_("Write a whole number from {least} to {most}."),
        numbers=("least", "most"),
    ),
    "not_drawn": Text(
        N_("The drawing could not be made."),
        N_("The numbers are in the table; download it as CSV or XLSX."),
    ),
    "no_such_load": Text(
        N_("There is no load “{load}”."),
        N_("Start one, or ask for one of the last 20 since the start of the server."),
    ),
    "load_unfinished": Text(
        N_("The load has not ended yet, so there is no result."),
        N_("Ask how far it is, and for the result once it is done."),
    ),
    "work_ended": Text(
        N_("The process that did the work ended before the work did. Nothing was published."),
        N_("Try again; if it happens again, see whether the machine has enough memory."),
    ),
    "no_file": Text(
        N_("No file was chosen, or it is empty."),
        N_("Choose a file with a header and at least one row."),
    ),
    "upload_kind": Text(
        N_("“{name}” is not of a kind that can be uploaded."),
        N_("Choose a file that ends in one of: {known}. Others go into the book's folder."),
    ),
    "upload_too_large": Text(
        N_("The file is larger than {megabytes} MB."),
        N_("Put it into the book's folder and describe it in revcompass.toml."),
    ),
    "no_such_upload": Text(
        N_("This file is not waiting any more: it was loaded, discarded or has made room."),
        N_("Look at the sources on the data page, or choose the file again."),
    ),
    "upload_not_ready": Text(
        N_("Nothing of this file would be loaded yet."),
        N_("Correct the table, the columns or the format, and check again."),
    ),
    "form_unreadable": Text(
        N_("What the form sent cannot be read."),
        N_("Go back to the page and send the form again."),
    ),
    "not_let_in": Text(
        N_("This page opens only with the address that `revcompass serve` printed."),
        N_("Open that address, with its token, once; or send the token as a bearer token."),
    ),
    "not_signed_in": Text(
        N_("This opens only to people who have signed in."),
        N_("Sign in at /login; programs send a token made by `revcompass tokens add`."),
    ),
    "wrong_password": Text(
        N_("The name or the password is wrong."),
        N_("Try again, or ask an administrator of the book for a new password."),
    ),
    "wait_to_sign_in": Text(
        N_("There were too many wrong passwords."),
        N_("Wait, then try again. Seconds to wait: {seconds}."),
    ),
    "role_too_low": Text(
        N_("This takes the role {needed}, and yours is {role}."),
        N_("Ask an administrator of the book for that role."),
    ),
    "whole_book_only": Text(
        N_("This shows the whole book, and you see only some of its records."),
        N_("Ask an administrator of the book to look for you."),
    ),
    "wrong_host": Text(
        N_("This server does not answer for “{host}”."),
        N_("Use the address that `revcompass serve` printed."),
    ),
    "foreign_request": Text(
        N_("The change was asked for by another site, so it was not made."),
        N_("Use the form on the page itself."),
    ),
    "not_loopback": Text(
        N_("{host} can be reached from other machines; that takes people who sign in, and TLS."),
        N_(
            "Leave --host out; or add a user with `revcompass users add` and give --cert and "
            "--key; or put a proxy in front and name the address people use with "
            "`--behind-proxy`."
        ),
    ),
    "no_name": Text(
        N_("{host} is no name that people can open."),
        N_("Name the address they use with --name."),
    ),
    "bad_certificate": Text(
        N_("The certificate and its key cannot be used: {reason}."),
        N_("Give PEM files that belong together with --cert and --key."),
    ),
    "not_private": Text(
        N_("{file} can be read by others on this machine."),
        N_("Run `chmod -R go= {file}`, and set new passwords if somebody has read it."),
    ),
    "user_exists": Text(
        N_("There is already a user {name}."),
        N_("Remove them first, or set a new password with `revcompass users password`."),
    ),
    "no_such_user": Text(
        N_("There is no user {name}."),
        N_("`revcompass users list` shows everybody."),
    ),
    "bad_user_name": Text(
        N_("“{name}” cannot be the name of a user."),
        N_("Use up to 64 letters, digits or signs, without spaces."),
    ),
    "bad_password": Text(
        N_("The password is too short or too long."),
        N_("Use from {least} to {most} characters."),
    ),
    "no_such_token": Text(
        N_("There is no token {id}."),
        N_("`revcompass tokens list` shows them all."),
    ),
    "port_taken": Text(
        N_("Port {port} is in use."),
        N_("Choose another: `revcompass serve --port {next}`."),
    ),
}
