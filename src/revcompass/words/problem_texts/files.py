"""What can be wrong with a file as a whole, or with its rows as text."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

FILES: Texts = {
    "unterminated_quote": Text(
        N_("A quote is opened and never closed."),
        N_('Close it, or double it ("") if it belongs to the text.'),
    ),
    "bad_quote": Text(
        N_("Text follows a closing quote."),
        N_("Double the quotes inside a quoted field."),
    ),
    "wrong_field_count": Text(
        N_("Fields in the row: {found}; in the header: {expected}."),
        N_("Correct the row, or check the delimiter."),
    ),
    "undecodable": Text(
        N_("The bytes {bytes} in column {column} are not {encoding}."),
        N_("Declare the file's encoding (format = {{ encoding = … }}), or correct the row."),
    ),
    "record_too_long": Text(
        N_("A record is longer than 1 MiB."),
        N_("Look for a missing line end or a missing quote."),
    ),
    "malformed_json": Text(
        N_("Not JSON at line {line}, column {position}: {reason}."),
        N_("Correct the file there, or export it again."),
    ),
    "not_an_object": Text(
        N_("The record is not an object with names and values."),
        N_("Write each record as an object, and check `records` in format."),
    ),
    "name_twice": Text(
        N_("The name “{name}” stands twice in one record."),
        N_("Keep one of the two values."),
    ),
    "records_undeclared": Text(
        N_("The file is one object; where in it the records are is not declared."),
        N_("Set format = {{ records = … }} to one of: {lists}."),
    ),
    "records_missing": Text(
        N_("There is no list of records at “{records}”."),
        N_("Correct `records` in format; names inside each other are joined with dots."),
    ),
    "too_many_columns": Text(
        N_("The records have more than {limit} different names."),
        N_("Write what changes from record to record as a value, not as a name."),
        numbers=("limit",),
    ),
    "file_too_large": Text(
        N_("The file is larger than {megabytes} MB and is read as a whole."),
        N_("Export it as JSON Lines, CSV or Parquet, or in several files."),
        numbers=("megabytes",),
    ),
    "not_a_table": Text(
        N_("The file is no table of text: its content is of the kind “{kind}”."),
        N_("Export the table as CSV, or save it as an Excel workbook (.xlsx), under that ending."),
    ),
    "column_needed": Text(
        N_("Every record needs what nothing fills yet: {needed}."),
        N_("Choose the column that becomes it, or give it one value for all rows."),
    ),
    "formula_text": Text(
        N_("Texts in “{column}” begin like a formula, such as “{value}”."),
        N_("They are kept as text and never computed; correct them if they were to be numbers."),
    ),
    "column_chosen_twice": Text(
        N_("“{column}” was to become {chosen} too, which another column fills."),
        N_("Choose one of the two; the other is kept under its name."),
    ),
    "workbook_bomb": Text(
        N_("The workbook unpacks to {megabytes} MB, {ratio} times its size."),
        N_("Save it again in a spreadsheet program, or export the sheet as CSV."),
        numbers=("megabytes", "ratio"),
    ),
    "sheet_too_large": Text(
        N_("The sheet reaches to row {rows} and column {columns}."),
        N_("Delete empty rows and columns and save it again, or export the sheet as CSV."),
        numbers=("rows", "columns"),
    ),
    "workbook_too_costly": Text(
        N_("Reading the workbook took more time or memory than it may."),
        N_("Export the sheet as CSV."),
    ),
    "unknown_sheet": Text(
        N_("There is no sheet “{sheet}”; the sheets are: {sheets}."),
        N_("Correct `sheet` in format."),
    ),
    "formulas_without_values": Text(
        N_("Formulas without a stored value in the sheet: {count}."),
        N_("Open the workbook in a spreadsheet program and save it, so that it computes them."),
        numbers=("count",),
    ),
    "missing_file": Text(
        N_("No file matches “{files}” of source {source}."),
        N_("Put the file there, or correct `files`; paths are relative to the book's folder."),
    ),
    "unreadable_file": Text(
        N_("The file cannot be read: {reason}."),
        N_("Check its permissions."),
    ),
    "damaged_file": Text(
        N_("The file is damaged or incomplete."),
        N_("Fetch or export it again."),
    ),
    "unknown_format": Text(
        N_("Files of this kind are not read."),
        N_("Use one of: {known}."),
    ),
    "bad_delimiter": Text(
        N_("{delimiter} cannot separate fields."),
        N_("Declare one character other than a quote or a line end."),
    ),
    "unknown_encoding": Text(
        N_("{encoding} is no known text encoding."),
        N_("Declare for example utf-8 or cp1252."),
    ),
    "empty_file": Text(
        N_("The file has no header."),
        N_("Export it again, or remove it from the source."),
    ),
    "duplicate_header": Text(
        N_("Column {name} is there already as {other}."),
        N_("Rename one of them."),
    ),
    "undecodable_header": Text(
        N_("The header is not text in {encoding}."),
        N_("Declare the file's encoding."),
    ),
    "lines_unaccounted": Text(
        N_("Lines or rows accounted for: {accounted}; counted: {counted}."),
        N_("Check the encoding; if it is right, please report this as a defect."),
        numbers=("accounted", "counted"),
    ),
    "format_differs": Text(
        N_("{setting}: {declared} expected, {seen} seen."),
        N_("Look at the file, then run `revcompass check --pin` or declare it in revcompass.toml."),
    ),
    "ambiguous_decimal": Text(
        N_("The decimal sign could be {alternatives}."),
        N_("Declare it: format = {{ decimal = … }}."),
    ),
    "ambiguous_dates": Text(
        N_("The dates could be read as {alternatives}."),
        N_("Declare it: format = {{ dates = … }}."),
    ),
    "ambiguous_delimiter": Text(
        N_("The delimiter could be {alternatives}."),
        N_("Declare it: format = {{ delimiter = … }}."),
    ),
    "file_changed": Text(
        N_("The file changed while it was being loaded."),
        N_("Load again once it is complete."),
    ),
    "missing_column": Text(
        N_("There is no column “{header}” to fill “{column}”. The columns are: {headers}."),
        N_("Map it in `columns`, or give one value for all rows in `constants`."),
    ),
    "wrong_delimiter": Text(
        N_("The header is one single column; it seems to be separated by “{delimiter}”."),
        N_("Set format = {{ delimiter = … }}, or run `revcompass check --pin`."),
    ),
    "unknown_date_form": Text(
        N_("“{form}” is not a form of dates (at “{part}”)."),
        N_('Use %d %m %Y %y %b %B %H %I %M %S %p %z, for instance "%d.%m.%Y", or "excel".'),
    ),
    "lookup_contradicts": Text(
        N_("There are two answers for “{value}” ({columns})."),
        N_("Keep one row for each key, or add a column to `on`."),
    ),
    "lookup_not_loaded": Text(
        N_("No source fills the table {table} that a lookup needs."),
        N_("Add such a source, or look up in `files`."),
    ),
    "lookup_not_text": Text(
        N_("“{column}” of {table} is not a text and cannot be looked up."),
        N_("Look it up in the file it came from."),
    ),
    "lookup_circle": Text(
        N_("The lookups of these tables need each other: {tables}."),
        N_("Look up in `files` for one of them."),
    ),
}
