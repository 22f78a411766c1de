# 桌面通知中的文字。标题是联系人或房间的名称。

notice-message = 新消息
notice-said = { $who }：{ $text }
notice-mention = { $who } 提到了您
notice-subscription = 请求查看您的在线状态
notice-invitation = 您收到了加入此房间的邀请
notice-invitation-by = { $who } 邀请您加入此房间
notice-open = 打开

# The sign in the tray, and the notice that it is there.

tray-open = 打开 Parlance
tray-quit = 退出
tray-unread = { $count } 条未读消息
tray-told = Parlance 仍在托盘中运行
tray-told-about = 您仍然在线，新消息照常提醒。要退出，请用托盘图标的菜单，或按 Ctrl+Q。
