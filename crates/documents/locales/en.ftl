# What the form of a document itself brings.
documents-number-state = No. { $number }
documents-number-party = No. { $number }
documents-dateline = { $place }, { $day }/{ $month }/{ $year }
documents-day = dated { $day }/{ $month }/{ $year }
documents-nation = SOCIALIST REPUBLIC OF VIET NAM
documents-motto = Independence - Freedom - Happiness
documents-party = COMMUNIST PARTY OF VIET NAM
documents-letter-about = Re: { $about }
documents-to = To:
documents-recipients = Recipients:
documents-annex = ANNEX { $number }
documents-annex-single = ANNEX
documents-with = (To { $title } No. { $number } { $day } of { $issuer })
documents-with-letter = (To Letter No. { $number } { $day } of { $issuer })
documents-check = Check code: { $code }

# What may be wrong with a template.
documents-template-no-head = The file must begin with a head between two lines “+++”.
documents-template-head = The head cannot be read: { $why }
documents-template-unknown-key = The head knows no key “{ $key }”.
documents-template-no-name = The key “{ $key }” is missing.
documents-template-unknown-name = There is no field “{ $name }”.
documents-template-near = There is no field “{ $name }”. Did you mean “{ $near }”?
documents-template-open-brace = A brace opens and does not close; to print a brace, write “\{ "{" }”.
documents-template-unknown-block = There is no block “{ $name }”; blocks there are: { $known }.
documents-template-open-block = The block “{ $name }” opens with “[[” and does not close with “]]”.
documents-template-unknown-table = There is no table “{ $name }”; tables there are: { $known }.
documents-template-unknown-chart = There is no chart “{ $name }”; charts there are: { $known }.
documents-template-unknown-column = Table “{ $table }” has no column “{ $name }”; columns there are: { $known }.
documents-template-column = A line of a column has four parts: heading | width | align | source.
documents-template-width = The width must be a whole number from 1 to 100.
documents-template-align = The alignment must be trai (left), giua (middle) or phai (right).
documents-template-no-columns = Table “{ $table }” has no columns.
documents-template-field = The field “{ $name }” has the name of another, or letters other than a–z, 0–9, dots and hyphens.
documents-template-too-long = The file is longer than { $most } KB.
