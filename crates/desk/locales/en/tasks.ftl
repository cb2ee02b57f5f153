tasks-title = My tasks
tasks-kind-sign = Sign the record of { $unit }
tasks-kind-mend = Mend { $count } criteria sent back to { $unit }
tasks-kind-assigned = Do { $count } criteria given to you for { $unit }
tasks-kind-fill = Self-assessment of { $unit }: { $count } criteria left
tasks-kind-paper = Add number, date and scan of the signed paper of { $unit }
tasks-kind-clarify = Clarify { $count } criteria of { $unit }
tasks-kind-set_up = Finish setting the round up
tasks-kind-follow = Follow { $count } bodies that have not submitted
tasks-role-secretariat = Secretariat
tasks-role-contributor = Contributor
tasks-role-unit_head = Head of unit
tasks-role-administrator = Administrator
tasks-due = Due { $at }
tasks-no-due = No due date
tasks-left = { $days ->
    [0] today
    [one] { $days } day left
   *[other] { $days } days left
}
tasks-none = Nothing is waiting for you
tasks-no-role = You have no role in any round yet. When you do, your tasks appear here.
tasks-next = Next: { $round }, stage { $stage } is due { $at }.
tasks-nothing-next = No due date lies ahead in your rounds.
tasks-stage-preparing = Preparation
tasks-stage-self_assessment = Self-assessment
tasks-stage-appraisal = Appraisal
tasks-stage-clarification = Clarification
tasks-stage-second_appraisal = Second appraisal
tasks-stage-council = Council
tasks-stage-approval = Approval
tasks-stage-published = Published
tasks-stage-cancelled = Cancelled
tasks-notices-none = No notices yet
tasks-notices-next = When a record is handed over, sent back or you are reminded, it appears here.
tasks-notices-count = Unread notices: { $count }
tasks-notices-read-all = Mark all as read
tasks-notice-read = read
tasks-notice-mark = Mark as read
tasks-letters-title = Mailbox of the demo
tasks-letters-lead = The demo sends no mail. Letters that would have been sent lie here and in a folder on this computer.
tasks-letters-none = No letters yet
tasks-letters-next = Send reminders from the progress page of a round to see letters here.
tasks-letter-to = To { $address } at { $at }
tasks-letter-waiting = waiting
tasks-letter-sent = sent
tasks-letter-failed = could not be sent
