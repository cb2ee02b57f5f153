account-sign-in = Sign in
account-login = Login name
account-password = Password
account-sign-in-failed = The login name or password is wrong, or the account is locked for now. After 5 failures in a row an account is locked for 12 hours; an administrator can unlock it at once.
account-wait = Too many attempts. Please try again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
 }.
