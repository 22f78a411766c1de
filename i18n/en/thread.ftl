# The thread of a conversation.

thread-today = Today
thread-yesterday = Yesterday
# $weekday counts from Monday, 1, and $month from January, 1.
thread-day = { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }, { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
thread-new = New
# The sender's clock claims another time than the server's.
thread-claimed = (sent { $time })
thread-subject = New subject:
thread-subject-by = { $name } set the subject:
thread-headline = Notice
thread-sealed = This message is encrypted and cannot be read here.
thread-sealed-with = This message is encrypted with { $encryption } and cannot be read here.
thread-queued = Waiting to be sent
thread-sent = Sent
thread-delivered = Delivered
thread-read = Read
thread-failed = Not sent
thread-failed-why = Not sent: { $reason }
thread-again = Send again
thread-retracted = Message taken back
thread-moderated = Removed by a moderator
thread-moderated-why = Removed by a moderator: { $reason }
thread-moderated-by = Removed by { $by }
thread-moderated-by-why = Removed by { $by }: { $reason }
thread-edited = edited
thread-edited-at = Last edited at { $time }
thread-answers-gone = { $name }: message taken back
thread-quote = Go to what this answers
thread-quote-away = The message that this answers is not on this computer.
versions-title = What this message said
versions-reading = Reading the earlier versions…
versions-none = No earlier version is kept on this computer.
