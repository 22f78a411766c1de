# 会话的消息列表。

thread-today = 今天
thread-yesterday = 昨天
# $weekday 从星期一（1）起，$month 从一月（1）起。
thread-day = { $year }年{ $month }月{ $day }日 { $weekday ->
        [1] 星期一
        [2] 星期二
        [3] 星期三
        [4] 星期四
        [5] 星期五
        [6] 星期六
       *[7] 星期日
    }
thread-new = 新消息
# 发送方声称的时间与服务器的时间不同。
thread-claimed = （发送于 { $time }）
thread-subject = 新主题：
thread-subject-by = { $name } 设置了主题：
thread-headline = 通知
thread-sealed = 此消息已加密，无法在此阅读。
thread-sealed-with = 此消息已用 { $encryption } 加密，无法在此阅读。
thread-queued = 等待发送
thread-sent = 已发送
thread-delivered = 已送达
thread-read = 已读
thread-failed = 未发送
thread-failed-why = 未发送：{ $reason }
thread-again = 重新发送
thread-retracted = 消息已撤回
thread-moderated = 已被主持人移除
thread-moderated-why = 已被主持人移除：{ $reason }
thread-moderated-by = 已被 { $by } 移除
thread-moderated-by-why = 已被 { $by } 移除：{ $reason }
thread-edited = 已编辑
thread-edited-at = 最后编辑于 { $time }
thread-answers-gone = { $name }：消息已撤回
thread-quote = 前往被回复的消息
thread-quote-away = 被回复的消息不在此计算机上。
versions-title = 此消息的各个版本
versions-reading = 正在读取较早的版本…
versions-none = 此计算机上没有保存较早的版本。
