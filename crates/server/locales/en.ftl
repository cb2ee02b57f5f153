# Command line.

cmd-about = Scores, checks and publishes index assessments. Without a command: opens the demo on this computer.
cmd-about-check = Check criteria files and case folders; says line, column and what to do
cmd-about-explain = Explain a criteria set or one criterion in plain sentences
cmd-about-diff = Tell what changed between two versions of a criteria set
cmd-about-schema = Print the JSON Schema of criteria files, for editors
cmd-about-score = Score and rank a case folder and write the results
cmd-about-serve = Open the public portal
cmd-about-publish = Score a case folder and publish the result in a database, for good
cmd-about-verify = Recompute the log of a database and compare every publication with it
cmd-arg-lang = Language: vi or en
cmd-arg-catalog = Folder of criteria sets to use instead of the shipped catalog
cmd-arg-paths = Criteria files, case folders, or folders of them
cmd-arg-format = Form of the answer: text (for people) or json (for scripts)
cmd-arg-file = Criteria file
cmd-arg-code = Code of a criterion; leave out for the whole set
cmd-arg-class = Code of a class
cmd-arg-old = Old version
cmd-arg-new = New version
cmd-arg-folder = Case folder of the round
cmd-arg-out = Folder of results; made, or put in place of older results once every file is written
cmd-arg-listen = Address and port to listen on; 127.0.0.1:8080 by default, the demo moves on to the next free port
cmd-arg-db = Database: sqlite:PATH or postgres://…; without it the demo is shown
cmd-arg-data = Folder of the demo's database
cmd-arg-files = Folder of evidence files
cmd-arg-bucket = S3-compatible bucket that keeps evidence instead of the folder: https://HOST/BUCKET
cmd-arg-bucket_key = Name of the bucket's key
cmd-arg-bucket_secret = Secret of the bucket's key; better given as THUOCDO_BUCKET_SECRET
cmd-arg-bucket_region = Region of the bucket
cmd-arg-scanner = Command that looks for malware in each evidence file, for example: clamdscan --no-summary --fdpass
cmd-arg-smtp = Mail server: smtps://NAME:PASSWORD@HOST; the demo writes letters into a folder
cmd-arg-mail_from = Sender of letters
cmd-arg-url = Address of this site, as letters write it
cmd-arg-because = Why this replaces what is already published

cmd-error = error
cmd-warning = note
cmd-hint = hint
cmd-broken = System error: { $what }
cmd-path = { $path }: { $why }
cmd-child = Could not start a child process: { $why }
cmd-usage = Wrong command line. { $what }
cmd-usage-unknown = There is no argument { $what }.
cmd-usage-command = There is no command “{ $what }”.
cmd-usage-missing = Missing argument: { $what }
cmd-usage-value = Not a valid value: { $what }
cmd-usage-help = See “thuocdo --help”.

cmd-workbook-hint = Save the sheet as “CSV UTF-8” and try again.
cmd-workbook-large = The workbook is too large.
cmd-workbook-unreadable = The workbook cannot be read: damaged, with a password, or not .xlsx.
cmd-workbook-killed = The workbook asked for too much memory, so reading was stopped; the program runs on.
cmd-workbook-slow = Reading the workbook took more than 10 seconds and was stopped.

cmd-check-done = Checked { $files }: { $errors } errors, { $warnings } notes.
cmd-check-nothing = { $path }: no criteria file and no case folder.
cmd-check-set = { $path }: { $code }@{ $version }, { $criteria } criteria ({ $decision } by decision, { $published } by published sources, { $illustrative } illustrative)
cmd-check-case = { $path }: { $title }; { $units } units, { $sets } criteria sets
cmd-check-questionnaire = { $path }: questionnaire { $code } version { $version }; { $questions } questions, feeds { $feeds } criteria
cmd-check-faulty = { $path }: { $errors } errors
cmd-declared = agrees with what is declared{ $scope }: { $parts }
cmd-declared-points = { $points } points
cmd-declared-level = { $count } { $level }
cmd-declared-leaves = { $count } leaves

cmd-code-unknown = The criteria set has no code “{ $code }”.
cmd-class-unknown = The criteria set has no class “{ $code }”.
cmd-explain-node = { $code } { $title } (at most { $max } points)
cmd-explain-unscored = { $code } { $title }
cmd-diff-done = { $old } → { $new }: { $count } changes.

cmd-out-name = The result folder “{ $path }” has no name.
cmd-out-foreign = “{ $path }” exists and is no result folder; choose another name, so that nothing is overwritten.
cmd-score-refused = { $count } findings; no file was written.
cmd-published = Published round { $round }, version { $version }. SHA-256 of the result file: { $hash }
cmd-publish-refused = { $count } findings; nothing was published.
cmd-verified = The log holds: { $rounds } rounds, { $events } events, { $publications } publications, { $breaks } breaks.
cmd-verify-broken = The log does NOT hold: { $breaks } breaks in { $rounds } rounds, { $events } events, { $publications } publications.
cmd-score-done = { $title }: { $units } units, { $groups } groups. Wrote { $files }.
cmd-score-group = { $name }: { $ranked } units ranked, { $unranked } without rank.
cmd-score-place = { $rank }. { $unit }: { $result }
cmd-score-points = { $points } points
cmd-score-step = step { $step }
cmd-step-read = Reading the folder
cmd-step-check = Checking the case
cmd-step-score = Scoring and ranking
cmd-step-write = Writing results
cmd-about-admin = Make the first administrator, help somebody who is locked out back in
cmd-about-admin-create = Make an administrator and print a code that chooses a password once
cmd-about-admin-rescue = Unlock an account and print a code that chooses a new password once
cmd-arg-login = Name to sign in with
cmd-arg-name = Full name
cmd-admin-code = Code by which { $login } chooses a password, once within 3 days:
    { $code }
    Open the page /dang-nhap/mat-khau-moi of the system, type this code and choose a password.
cmd-arg-administrators_without_code = Lets administrators in without a second factor
