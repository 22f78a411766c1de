# 侧边栏：自己、等待处理、聊天、联系人。

own-status = 您的状态和更多选项
roster-filter = 筛选
section-waiting = 等待处理
section-chats = 聊天
chats-own-line = 您：{ $text }
section-contacts = 联系人
group-none = 未分组
group-rooms = 聊天室
request-about = 希望看到您的在线状态。
request-approve = 允许
request-deny = 拒绝
invitation-from = { $address } 邀请您加入此聊天室。
invitation-about = 您被邀请加入此聊天室。
invitation-accept = 进入
invitation-decline = 谢绝
stranger-read = 查看
stranger-accept = 接受
mend-password = 输入密码
mend-certificate = 查看
mend-conflict = 在此登录
subscription-none = 双方互相看不到状态。
subscription-to = 您能看到对方的状态，对方看不到您的。
subscription-from = 对方能看到您的状态，您看不到对方的。
subscription-both = 双方互相能看到状态。
subscription-asked = 您已发出请求，正在等待答复。
