# Words in workbooks that leave, and sentences about workbooks that come back.
workbooks-illustrative = ILLUSTRATIVE – these criteria are not those of an issued document
workbooks-page = Page { $page }/{ $pages }
workbooks-choose-title = Choose from the list
workbooks-choose = This cell takes only what the list offers.
workbooks-number-title = Not a valid number
workbooks-between = Enter a number from { $least } to { $most }.
workbooks-from = Enter a number, { $least } or more.
workbooks-other-form = This workbook was made by another version of the software. Download a new one and copy your figures.
workbooks-damaged = The part by which we know this workbook was changed or damaged. Download a new one and copy your figures.
workbooks-other-kind = This is not the kind of workbook that this page takes.
workbooks-other-round = This workbook belongs to another round ({ $round }).
workbooks-other-unit = This workbook belongs to another unit ({ $unit }).
workbooks-other-set = This workbook follows the criteria set { $theirs }; the round uses { $ours }.
