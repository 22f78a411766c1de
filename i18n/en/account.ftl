# Accounts and our own status.

accounts-title = Accounts
accounts-add = Add an account
accounts-none = There is no account yet.
account-enabled = Enabled
account-disabled = Disabled
edit-account-title = Account
remove-account-title = Remove this account?
remove-account-body = { $address } and its history are deleted from this computer. The account on the server stays.
remove-account-do = Remove
password-title = Change the password
password-new = New password
password-again = The same again
password-differs = The two are not the same.
password-do = Change
status-title = Your status
status-text = Status text
status-remembered = Used before
status-priority = Priority
status-priority-hint = The device with the highest one gets the messages
