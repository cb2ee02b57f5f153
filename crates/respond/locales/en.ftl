# Answering a survey: the frame
respond-display = Display
respond-large = Large text

# The form
respond-start = Before you begin
respond-count = { $count ->
    [one] There is one question.
   *[other] There are { $count } questions.
 }
respond-until = Answers are taken until { $moment }.
respond-promise-title = Your answers are anonymous.
respond-promise = Once your answer has been mixed with at least { $others } others (at the latest when the survey closes), nobody can tell which answer is yours, not even with the whole database, its backups and the mailing list. Until then, and against someone who controls the running server at the moment you press send, you rely on the operator. If the survey has fewer than { $k } responses, none is opened.
respond-contact = Contact for the protection of personal data: { $contact }.
respond-plain = Answer the questions below, then press “Send” at the end of the page.
respond-begin = Begin
respond-question = Question { $number }
respond-optional = optional
respond-asked-if = Answer only if you chose in question { $number }: { $choices }.
respond-at-most = Choose at most { $most }.
respond-ends = From “{ $low }” to “{ $high }”.
respond-end = Send your answers
respond-once = Answers can be sent once. After that they can be neither read again nor changed.
respond-send = Send
respond-back = ← Back
respond-next = Next →
respond-keep = Your answers are kept on this device and not sent yet. You can close this page and open the link again to go on.
respond-wipe = Delete the answers on this device
respond-look = Show an open question

# {"{0}"} and {"{1}"} are filled in by the page
respond-at = Question {"{0}"}/{"{1}"}
respond-left = Questions not answered: {"{0}"}.
respond-most = Choose at most {"{0}"}.

# What to look at again
respond-again = { $count ->
    [one] Not sent: one place to look at again
   *[other] Not sent: { $count } places to look at again
 }
respond-empty = Not sent: no question is answered
respond-fault-required = Please give an answer.
respond-fault-too-many = Choose at most { $most }.
respond-fault-too-long = The answer is longer than { $most } characters.
respond-fault-other = This answer is not valid; please choose again.

# States
respond-code-title = Answer a survey
respond-code-lead = Open the link in your invitation, or type the code that is printed on your letter.
respond-code = Code on the letter
respond-code-go = Open
respond-unknown-title = Nothing found
respond-unknown = The link or code is wrong, it was replaced by the link of a later letter, or the survey is over. Please look at your invitation again.
respond-many-title = Too many attempts
respond-many = Wrong codes were tried too often from this network. Please wait { $seconds } seconds and try again.
respond-soon-title = Not open yet
respond-soon = Answers are taken from { $moment } on. Please open this link again then.
respond-closed-title = The survey is over
respond-closed = No more answers are taken. Thank you for your interest.
respond-stopped-title = Answers are not taken for now
respond-stopped = The system has stopped taking answers while it is being checked. What is kept on your device stays there; please open the link again later.
respond-sent-title = This response has been sent
respond-sent = Thank you. A response can be sent once and cannot be read again.
respond-thanks-title = Received
respond-thanks = Thank you for your answers.
respond-receipt-title = Receipt
respond-receipt = This code only shows that a response was received, not what it says. When the survey is over, it is in the published list of receipts. You may write it down, but need not.
respond-receipt-same = This page has worked the code out by itself, and it is the same.
respond-receipt-other = The code is not the one that this page worked out by itself. Please tell the contact of the survey.
respond-households = Household number { $count } on this device.
respond-next-person = Next person
respond-sample = Only to look at: nothing can be sent.
respond-sample-body = Sample body { $number }
