submission-check-title = Check before signature: { $unit }
submission-sign-title = { $unit } – self-assessment { $period }
submission-reopen-title = Reopen submitted criteria: { $unit }
submission-receipt-title = Receipt of the self-assessment: { $unit }
submission-print-title = Self-assessment score table: { $unit }
submission-is-drafting = The record is being filled in.
submission-is-with-head = Prepared by { $by } · handed over at { $at }.
submission-is-returned = { $by } sent it back at { $at }; only the criteria { $codes } can be changed.
submission-is-reopened = { $by } reopened it at { $at }; only the criteria { $codes } can be changed.
submission-is-submitted = Submitted { $at } – check code { $code }. Signed by { $by }. The record can no longer change.
submission-is-missed = The closing came before the record was submitted.
submission-due = Due: { $at }.
submission-points = points
submission-since-before = since the last round
submission-against = against { $period }
submission-blocks = { $count ->
    [one] One thing has to be mended
   *[other] { $count } things have to be mended
 }
submission-nothing-blocks = Nothing is left to be mended before signature.
submission-warnings = { $count ->
    [one] One point to look at
   *[other] { $count } points to look at
 } (nothing is blocked)
submission-remarks = Remarks to take up
submission-remark = { $by } ({ $at }): { $text }
submission-explained = Criteria without documents, explained
submission-explained-hint = Put together from the explanation of each criterion; follow its name to change it.
submission-table = Score table
submission-open-table = Open the full table, criterion by criterion
submission-col-code = Code
submission-col-title = Criterion
submission-col-section = Section
submission-col-max = Maximum
submission-col-before = Last round
submission-col-self = Self
submission-col-computed = Computed
submission-col-evidence = Evidence
submission-col-notes = Notes, explanations
submission-col-why = Reason
submission-na-mark = N/A
submission-cited = { $number } of { $date } by { $issuer }: { $summary }
submission-cited-paper = { $cited } (on paper, receipt { $paper })
submission-note-reason = Why the points differ: { $text }
submission-note-na = Asks not to be applied: { $text }
submission-note-no-evidence = No documents: { $text }
submission-note-elsewhere = Not assessed by the unit
submission-note-provisional = Provisional: the points hang on other units
submission-hand-over = Hand over for signature
submission-take-back = Take back to change
submission-to-sign = Go to signature
submission-to-receipt = See the receipt
submission-to-print = Print the score table
submission-to-workbench = Back to self-assessment
submission-to-record = See the submitted record
submission-to-reopen = Reopen criteria
submission-back = Back
submission-handed-over = Handed to the head for signature.
submission-taken-back = The record was taken back.
submission-sent-back = The record was sent back with remarks.
submission-submitted = Signed and submitted, check code { $code }.
submission-reopened = The chosen criteria are open again.
submission-counts = { $of } criteria assessed: { $done } complete · { $na } asked not to apply · { $lacking } without documents
submission-attention = Please look at
submission-no-attention = Nothing stands out.
submission-differing = { $count ->
    [one] One criterion has
   *[other] { $count } criteria have
 } points other than computed
submission-fallen = { $count ->
    [one] One criterion
   *[other] { $count } criteria
 } fell sharply since the last round
submission-asks-na = { $count ->
    [one] One criterion is
   *[other] { $count } criteria are
 } asked not to apply
submission-lacks = { $count ->
    [one] One criterion lacks
   *[other] { $count } criteria lack
 } documents
submission-by-section = Points by section
submission-sign-head = Sign and submit
submission-sign-about = Submitting freezes all answers and the list of evidence under a check code; nothing can be changed after it.
submission-sign = Sign and submit
submission-send-back-head = Send back to be mended
submission-send-back-about = Name each criterion and what to mend; only the criteria that are named open again.
submission-remark-criterion = Criterion to mend ({ $number })
submission-remark-text = Remark ({ $number })
submission-remark-without-criterion = Each remark belongs to a criterion.
submission-choose = Choose a criterion
submission-send-back = Send back
submission-more-rows = More rows
submission-reopen-about = Only the chosen criteria open again; the reason stands at each of them and in the round's log.
submission-reopen-closed = The closing was at { $at }, so a new deadline is needed.
submission-reopen-why = Reason
submission-reopen-why-hint = In words, for example: figures were mistyped, see letter number such and such.
submission-reopen-until = New deadline
submission-reopen-until-hint = Day/month/year; until 17:00 on that day.
submission-reopen-criteria = Criteria to reopen
submission-reopen = Reopen
submission-bad-day = “{ $typed }” is not a day; write it as 30/11/2026.
submission-receipt-line = Submitted { $at } – check code
submission-receipt-reopened = The record was reopened after this submission; the receipt below is of the last submission.
submission-receipt-round = Round
submission-receipt-by = Signed by
submission-receipt-points = Self points
submission-receipt-seq = Number in the round's log
submission-receipt-hash = Hash of the content (SHA-256)
submission-receipt-event = Hash of the event
submission-receipt-set = Criteria set
submission-receipt-about = The check code is the first eight digits of the content's hash. Whoever holds the content can compute it again.
submission-receipt-download = Download the receipt
submission-content-download = Download the frozen content
submission-earlier-head = Earlier submissions
submission-earlier = { $at } – check code { $code }
submission-paper-head = Signed paper
submission-paper-none = Number, date and scan of the signed and sealed report are not entered yet.
submission-paper-is = Report number { $number } of { $date }.
submission-paper-number-label = Number and notation
submission-paper-number-hint = For example: 87/BC-UBND
submission-paper-date-label = Date of the paper
submission-paper-scan-label = Scan
submission-paper-scan-hint = Choose from the unit's evidence store.
submission-paper-no-scan = No scan yet
submission-paper-save = Keep the signed paper
submission-paper-to-store = Upload the scan to the store
submission-paper-kept = Number and date of the signed paper are kept.
submission-print-form = Form of the print
submission-print-state = State form
submission-print-party = Party form
submission-print-how = Use the browser's print command (Ctrl+P); A4 landscape is set.
submission-print-nation = SOCIALIST REPUBLIC OF VIET NAM
submission-print-motto = Independence - Freedom - Happiness
submission-print-party-name = COMMUNIST PARTY OF VIET NAM
submission-print-peoples-committee = People's Committee of { $name }
submission-print-party-committee = Party Committee of { $name }
submission-print-number-state = No.: { $number }
submission-print-number-party = No. { $number }
submission-print-type = SELF-ASSESSMENT SCORE TABLE
submission-print-heading = { $title }
submission-print-with-report = Attached to report number { $number } of { $date }
submission-print-signed = printed { $now }, check code { $code }
submission-print-draft = printed { $now }, not submitted, hence without a check code
submission-print-no = No.
submission-print-criteria = Criterion
submission-print-max = Maximum
submission-print-self = Self points
submission-print-appraised = Appraised points
submission-print-evidence = Evidence
submission-print-notes = Notes, explanations
submission-print-total = Total
submission-print-na = N/A: asked not to apply.
submission-print-preparer = PREPARED BY
submission-print-preparer-sign = (Signature, full name)
submission-print-head-sign = (Signature, seal)
submission-print-for-committee = FOR THE PEOPLE'S COMMITTEE
submission-print-as-committee = CHAIR
submission-print-for-head = HEAD OF THE UNIT
submission-print-as-head = {""}
submission-print-for-party = FOR THE STANDING COMMITTEE
submission-print-as-party = SECRETARY
submission-yes = Yes
submission-no = No
