"""Who works here, and what was said in the last week."""

import random

DOMAIN = "chat.test"
ROOMS = "conference.chat.test"
CROWD = "crowd.chat.test"
YOU = "you"
# Your name to the others. No word of every day, or each "you" in a room would be a mention.
NICK = "Robin"

# Account, name in the roster, groups, show (None: offline; "": online), status text.
PEOPLE = [
    ("mei", "林美", ["Design"], "", "在画新图标"),
    ("anna", "Anna Kowalska", ["Design"], "away", "Lunch until half past one"),
    ("tom", "Tom Ellery", ["Engineering"], "", ""),
    ("wei", "王伟", ["Engineering"], "dnd", "开会中，下午三点以后有空"),
    ("sofia", "Sofía Marchetti", ["Engineering", "Design"], "chat", "Ask me anything"),
    ("max", "Maximiliane Aleksandra von Hohenstein-Wrześniewska", ["Engineering"], "xa",
     "Back on Monday. For anything that cannot wait until then, write to Grace, who has my notes"),
    ("grace", "Grace Okafor", ["Engineering", "Office 办公室"], "", "Reviewing 🔍"),
    ("echo", "Echo", ["Office 办公室"], "", "Says what you say"),
    ("jun", "小军", ["Office 办公室"], "xa", "出差，周四回来"),
    ("ruth", "Ruth Adeyemi", ["Office 办公室"], None, ""),
    ("omar", "عمر الفاروق", ["Friends"], "", "في المكتب حتى السادسة"),
    ("chen", "陈晓明", ["Friends"], None, ""),
]
# Who tells what they have read; the others tell only what has reached them.
READERS = {"sofia"}
# Not in the roster: asks to be.
STRANGER = ("pavel", "Pavel Novotný", "Hello, Pavel from the Brno office. May I add you?")
# In nobody's roster, with nobody in hers, and silent until she is ordered to speak.
NEWCOMER = "nina"

# Room, its name, subject, and who is in it under which nick.
LOUNGE = ("lounge", "茶水间 · Lounge", "Friday: demo at 15:00. Bring a cup.", [
    ("mei", "林美"), ("anna", "Anna"), ("tom", "Tom"), ("wei", "王伟"),
    ("sofia", "Sofía"), ("grace", "Grace"), ("omar", "عمر"), ("jun", "小军"),
])
RELEASES = ("releases", "Releases", "Next: 0.1.0", [("grace", "Grace"), ("tom", "Tom")])

# Person, days ago, hour and minute of the first line; then the lines. "<" they, ">" you.
TALKS = [
    ("mei", 6, (9, 12), [
        "< 早上好！新图标的第一稿在这里，你先看看",
        "> 好看。离线那个圆圈是不是太细了？",
        "< 对，我改成两像素试试",
        "< https://design.chat.test/icons/v2",
        "> 这个清楚多了 👍",
    ]),
    ("mei", 3, (16, 40), [
        "> 深色模式下红点的对比度够吗？",
        "< 4.6 : 1，够了",
        "< 不过悬停的时候要再亮一点",
    ]),
    ("mei", 0, (-1, 48), [
        "< 今天能把截图发给我吗？亮色和暗色各一张",
        "> 可以，午饭前给你",
        "< 谢谢！",
    ]),
    ("tom", 5, (10, 2), [
        "< The reconnect works now, even when the laptop sleeps in the middle of a message",
        "> Nice. How long until it notices?",
        "< At once when the machine wakes. Under a minute when the network just goes quiet",
        "> Good enough for me",
        "< I wrote the numbers down:\n```\nwake      0.4 s\ncable     1.1 s\nsilence  38   s\n```",
    ]),
    ("tom", 1, (14, 21), [
        "< Did you see the review?",
        "> Just now. *Two* small things, the rest is fine",
        "< Fixed both. Can you have another look at https://code.chat.test/parlance/changes/412 ?",
        "> On my way, one minute",
        "> Merged.",
    ]),
    ("sofia", 4, (11, 30), [
        "> Could you explain the archive paging to me some day?",
        "< Now is a good time :)",
        "< Each page ends with an id of the *server*. You ask for what comes after it",
        "> And if the id is gone?",
        "< Then you begin with the newest page and mark the gap",
        "> That is simpler than I feared. Thank you!",
    ]),
    ("wei", 2, (17, 5), [
        "< 服务器今晚十点升级，大概十分钟",
        "> 收到。要我在线吗？",
        "< 不用，我看着就行",
        "< 升级完成，一切正常",
    ]),
    ("grace", 6, (15, 15), [
        "< I have read the contract for the new office. Page 3 needs your signature",
        "> I will come by at four",
    ]),
    ("grace", 0, (-2, 20), [
        "< Are you coming to the demo?",
        "> Yes, second row",
        "< I will keep you a seat",
    ]),
    ("omar", 1, (19, 44), [
        "< مساء الخير، هل وصلت الطرود؟",
        "> Yes, all three, thank you!",
        "< ممتاز 🙂",
    ]),
    ("anna", 3, (9, 50), [
        "< Which blue is it now, #2f6fde or #3574e0?",
        "> The second",
        "< Then I have to print the badges again …",
    ]),
    ("echo", 1, (12, 0), ["> Is anybody there?", "< Is anybody there?"]),
]

# What is said in the lounge, past and present.
CHAT = [
    ("grace", "Good morning everyone"),
    ("tom", "Morning! Coffee machine is fixed"),
    ("mei", "终于 ☕"),
    ("sofia", "Whoever fixed it: thank you"),
    ("wei", "是小军修的"),
    ("jun", "只是水箱没放好 😅"),
    ("anna", "Has anyone seen the blue stapler?"),
    ("omar", "On the second floor, next to the printer"),
    ("anna", "Found it, thanks"),
    ("tom", "Build is green again"),
    ("grace", "What was it?"),
    ("tom", "A test that believed in a fixed time zone"),
    ("sofia", "They always do"),
    ("mei", "午饭吃什么？"),
    ("wei", "楼下新开了一家面馆"),
    ("jun", "+1"),
    ("omar", "شكراً، أنا معكم"),
    ("grace", "I am in, 12:30?"),
    ("anna", "12:30 works"),
    ("sofia", "/me saves a table"),
    ("tom", "Release notes for 0.1.0 are in the usual place, please read your part"),
    ("grace", "Read mine. One typo, fixed"),
    ("mei", "中文部分我今天下午看"),
    ("wei", "我也看一下术语"),
    ("sofia", "Is the demo still on Friday?"),
    ("grace", "Yes, 15:00, this room"),
    ("omar", "I will bring dates"),
    ("jun", "我带杯子"),
    ("anna", "The projector now takes the new cable"),
    ("tom", "Then nothing can go wrong"),
    ("sofia", "Famous last words"),
]
RELEASE_TALK = [
    ("grace", 5, (13, 0), "0.1.0 is planned for the end of the month"),
    ("tom", 4, (16, 30), "All protocol tests pass on both servers"),
    ("grace", 2, (10, 10), "Translations complete: English, 简体中文"),
]

DAY = 86400


def _start(now, days, clock):
    """When a talk began, in seconds since the epoch: a clock time of a day, or with a negative hour
    so many hours and minutes before now."""
    hour, minute = clock
    if hour < 0:
        return now + hour * 3600 - minute * 60
    midnight = now - now % DAY
    return midnight - days * DAY + hour * 3600 + minute * 60


def history(now):
    """The archive of the week before `now`, by host, oldest first."""
    chance = random.Random(7)
    mine, rooms = [], []

    def said(owner, sender, to, kind, body, when, with_):
        return {"owner": owner, "from": sender, "to": to, "type": kind, "body": body, "when": when,
                "with": with_, "id": "%016x" % chance.getrandbits(64)}

    for person, days, clock, lines in TALKS:
        when = _start(now, days, clock)
        them, you = "%s@%s" % (person, DOMAIN), "%s@%s" % (YOU, DOMAIN)
        for line in lines:
            sender, to = (them + "/desk", you) if line[0] == "<" else (you + "/desk", them)
            mine.append(said(YOU, sender, to, "chat", line[2:], when, them))
            when += chance.randint(15, 140)

    lounge, _, _, occupants = LOUNGE
    nicks = dict(occupants)
    room = "%s@%s" % (lounge, ROOMS)
    for days in range(6, 0, -1):
        when = _start(now, days, (8, 30))
        for person, body in CHAT:
            when += chance.randint(60, 1500)
            rooms.append(said(lounge, "%s/%s" % (room, nicks[person]), room, "groupchat", body, when,
                              "message<groupchat"))

    releases, _, _, occupants = RELEASES
    nicks = dict(occupants)
    room = "%s@%s" % (releases, ROOMS)
    for person, days, clock, body in RELEASE_TALK:
        rooms.append(said(releases, "%s/%s" % (room, nicks[person]), room, "groupchat", body,
                          _start(now, days, clock), "message<groupchat"))

    by_time = lambda entry: entry["when"]
    past = lambda entries: sorted((e for e in entries if e["when"] < now), key=by_time)
    return {DOMAIN: past(mine), ROOMS: past(rooms)}
