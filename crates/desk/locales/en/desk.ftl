desk-not-found = This was not found, or you may not see it.
desk-fault = The system failed. What was saved is not lost; please try again.
desk-stale-form = The form belongs to a session that has ended. Please open the page again and resend.
