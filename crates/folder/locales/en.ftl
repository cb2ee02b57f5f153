# Case folder: faults and hints.

folder-more = … and { $count } more that are not listed.
folder-did-you-mean = Did you mean “{ $name }”?
folder-one-of = Known: { $names }.
folder-one-of-many = Known: { $names } and { $more } more.

folder-file-missing = The file { $name } is missing.
folder-file-too-large = The file has { $size } MB, more than the limit of { $limit } MB; it was not read.
folder-file-too-large-hint = Split the answers into answers-1.csv, answers-2.csv …, or drop empty rows.
folder-round-missing-hint = A case folder needs round.toml, units.csv, answers.csv; see docs/guide.
folder-units-missing-hint = Make units.csv with the columns code, name, group, class.
folder-answers-missing-hint = Make answers.csv with the columns unit, criterion, variable, value.
folder-too-many-rows = More than { $limit } rows of answers; the rest was not read.

folder-composed = Decomposed letters (NFD) were composed (NFC).
folder-encoding-utf16 = The file is UTF-16, not UTF-8.
folder-encoding-old = The file seems to use an old code page (TCVN3/ABC, VNI or Windows-1258), not UTF-8.
folder-encoding-damaged = The file is not UTF-8 text.
folder-encoding-hint = Convert it to Unicode (for example with UniKey) and save it as “CSV UTF-8” or UTF-8.

folder-toml-syntax = Faulty TOML: { $detail }.
folder-toml-syntax-hint = Text goes in double quotes; one key = value a line.
folder-key-unknown = The format has no key “{ $key }”.
folder-key-missing = The key “{ $key }” is missing.
folder-key-type = The key “{ $key }” must be { $expected }.
folder-type-text = text in double quotes
folder-type-truth = true or false
folder-type-texts = a list of texts, such as ["a", "b"]
folder-type-tables = a list of tables
folder-type-table = a table
folder-value-unknown = “{ $value }” is not a value of the key “{ $key }”.
folder-bad-date = The date “{ $value }” of the key “{ $key }” is not a date.
folder-bad-date-hint = Write dates as year-month-day, such as 2025-12-31.
folder-bad-code = The code “{ $value }” is not allowed.
folder-bad-code-hint = Codes have plain letters, digits, dots, hyphens, underscores, colons; they start with a letter or digit and have at most 60 characters.
folder-name-formula = The name “{ $value }” starts like a spreadsheet formula.
folder-name-formula-hint = Names must not start with =, +, - or @: a spreadsheet would run them.
folder-name-control = The cell has unseen characters (control, direction of text).
folder-name-control-hint = Type this cell again instead of pasting.
folder-name-long = The text is too long (over 300 characters): “{ $value }”.

folder-layers-order = Layers must differ and go from low to high.
folder-groups-missing = There is no ranking group.
folder-groups-missing-hint = Add [[group]] with code and name.
folder-group-twice = The group “{ $group }” is declared twice.
folder-group-unserved = No criteria set serves the group “{ $group }”.
folder-group-served-twice = Two criteria sets serve the group “{ $group }”.
folder-uses-missing = No criteria set is used.
folder-uses-missing-hint = Add [[use]] with set = "code@version" (of the catalog) or file = "name.toml" (in the folder), and groups.
folder-use-hint = For example: set = "vinh-long/cap-xa@2022" or file = "bo-tieu-chi.toml".
folder-use-set-or-file = [[use]] needs exactly one of the keys set and file.
folder-use-version = “{ $value }” does not name a version of the criteria set.
folder-set-unknown = The catalog has no criteria set { $set }, version { $version }.
folder-set-unknown-hint = See the sets in the folder catalog/.
folder-set-file-hint = The criteria file lies in the case folder itself and ends in .toml.
folder-set-faulty = The criteria set { $set } has errors and cannot be used.

folder-sheet-empty = The file has no header.
folder-column-missing = The column “{ $column }” is missing.
folder-column-twice = The column “{ $column }” is there twice.
folder-column-unknown = The format has no column “{ $column }”.
folder-columns-hint = Required columns: { $required }. Optional columns: { $optional }.
folder-row-wide = The row has { $cells } cells, the header only { $columns } columns.
folder-row-wide-hint = Cells with the separator (comma or semicolon) go in double quotes.
folder-cell-long = The cell is too long.
folder-cell-long-hint = A closing double quote may be missing.
folder-cell-empty = The cell of the column “{ $column }” must not be empty.
folder-workbook = The file is an Excel workbook under the name of a CSV file.
folder-workbook-hint = Name a workbook with answers answers.xlsx, or save it as “CSV UTF-8”.

folder-unit-unknown = units.csv has no unit “{ $unit }”.
folder-unit-unknown-hint = Add the unit to units.csv or mend the code.
folder-unit-twice = The unit “{ $unit }” is already in line { $line }.
folder-units-none = There is no unit.
folder-group-unknown = round.toml has no group “{ $group }”.
folder-class-missing = The unit “{ $unit }” has no class (column class), which the criteria set needs.
folder-class-unknown = The criteria set has no class “{ $class }”.
folder-merged-self = A unit cannot be merged from itself.

folder-input-unused = No criteria set reads the input “{ $name }”.
folder-input-absent = The input “{ $name }” is not there: what needs it will be held.
folder-input-twice = “{ $unit }” has two rows.

folder-layer-unknown = round.toml has no layer “{ $layer }”.
folder-criterion-unknown = The unit's criteria set has no criterion “{ $criterion }”.
folder-criterion-section = “{ $criterion }” is a section and is not answered itself.
folder-criterion-section-hint = Answer the criteria below it.
folder-variable-unknown = The criterion “{ $criterion }” has no variable “{ $variable }”.
folder-variables-hint = Variables of the criterion: { $names }; beside them: points, previous, na.
folder-answer-twice = “{ $unit }” answered the variable “{ $variable }” of the criterion “{ $criterion }” in an earlier row.
folder-answer-absent = The criterion “{ $criterion }” is not in the form of this class; the answer does not count.

folder-number-ambiguous = The number “{ $value }” can be read in two ways.
folder-number-ambiguous-hint = Write { $whole } for a whole number, { $decimal } for decimals.
folder-number-bad = “{ $value }” is not a number.
folder-number-too-long = The number “{ $value }” is too long.
folder-number-hint = Write digits and the decimal sign only.
folder-number-comma-hint = This round writes numbers in machine form (decimal dot, no grouping). Set numbers = "vi" in round.toml to write 1.234,5.
folder-number-percent-hint = Leave out the % sign: give the variables that the criterion asks for.
folder-yes-no-bad = “{ $value }” is not a yes or no.
folder-yes-no-hint = Write yes or no (có/không, 1/0).
folder-option-bad = There is no option “{ $value }”.
