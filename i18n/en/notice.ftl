# What stands in a notification of the desktop.

notice-application = Parlance
notice-open = Open
