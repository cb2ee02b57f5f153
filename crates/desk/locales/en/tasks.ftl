tasks-title = My tasks
tasks-kind-sign = Sign the record of { $unit }
tasks-kind-mend = Mend { $count } criteria sent back to { $unit }
tasks-kind-assigned = Do { $count } criteria given to you for { $unit }
tasks-kind-fill = Self-assessment of { $unit }: { $count } criteria left
tasks-kind-paper = Add number, date and scan of the signed paper of { $unit }
tasks-kind-clarify = Clarify { $count } criteria of { $unit }
tasks-kind-appraise = Appraise: { $count } items left
tasks-kind-set_up = Finish setting the round up
tasks-kind-follow = Follow { $count } bodies that have not submitted
tasks-kind-advance = Take the round on: the end of its stage has passed
tasks-kind-convene = { $count ->
    [0] Plan a sitting of the council
    [one] Open the council's sitting: { $count } item
   *[other] Open the council's sitting: { $count } items
}
tasks-kind-settle = { $count ->
    [0] Close the council's sitting: all items are concluded
    [one] Conclude { $count } item of the council's sitting
   *[other] Conclude { $count } items of the council's sitting
}
tasks-kind-vote = { $count ->
    [one] Vote on { $count } item of the council
   *[other] Vote on { $count } items of the council
}
tasks-kind-propose = Put the result up for approval
tasks-kind-approve = Give an opinion on the proposed result
tasks-kind-issue = Note the decision and publish the approved result
tasks-kind-answer_appeals = { $count ->
    [one] Answer { $count } appeal
   *[other] Answer { $count } appeals
}
tasks-kind-correct_appealed = { $count ->
    [one] Correct the result after { $count } upheld appeal
   *[other] Correct the result after { $count } upheld appeals
}
tasks-kind-ask_remedies = { $count ->
    [one] Ask { $count } unit for a remedy plan
   *[other] Ask { $count } units for remedy plans
}
tasks-kind-write_remedy = Write the remedy plan of { $unit }
tasks-kind-sign_remedy = Sign the remedy plan of { $unit }
tasks-kind-mark_remedy = { $count ->
    [one] Update { $count } overdue item of the remedy plan of { $unit }
   *[other] Update { $count } overdue items of the remedy plan of { $unit }
}
tasks-kind-follow_remedies = { $count ->
    [one] See to { $count } overdue remedy plan
   *[other] See to { $count } overdue remedy plans
}
tasks-role-secretariat = Secretariat
tasks-role-contributor = Contributor
tasks-role-unit_head = Head of unit
tasks-role-appraiser = Appraiser
tasks-role-council_chair = Chair of the council
tasks-role-council_secretary = Secretary of the council
tasks-role-council_member = Member of the council
tasks-role-committee = Steering committee
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
