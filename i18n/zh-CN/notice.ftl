# 桌面通知中的文字。标题是联系人或房间的名称。

notice-message = 新消息
notice-said = { $who }：{ $text }
notice-mention = { $who } 提到了您
notice-subscription = 请求查看您的在线状态
notice-invitation = 您收到了加入此房间的邀请
notice-invitation-by = { $who } 邀请您加入此房间
notice-open = 打开
