//! The stretches of an archive that are held.

use parlance::store::archives::{self, Asked, Mark, Range};
use parlance::store::{Error, Store};

use crate::store::{at, juliet, nurse, store};

fn mark(minute: i64) -> Mark {
    Mark { id: format!("m{minute}"), at: at(minute * 60_000) }
}

fn range(first: i64, last: i64) -> Range {
    Range { first: mark(first), last: mark(last), from_start: false }
}

async fn ranges(store: &Store) -> Vec<Range> {
    store.read(|db| archives::ranges(db, &juliet(), &juliet().0)).await.expect("ranges")
}

#[tokio::test]
async fn pages_grow_together() -> Result<(), Error> {
    type Page = (Asked<'static>, Option<(i64, i64)>, bool);
    use Asked::{After, Apart, Before};

    let whole = Range { from_start: true, ..range(0, 9) };
    let cases: [(&str, &[Page], &[Range]); 12] = [
        ("nothing", &[(Apart, None, false)], &[]),
        ("a first page", &[(Apart, Some((5, 9)), false)], &[range(5, 9)]),
        (
            "what follows",
            &[(Apart, Some((1, 3)), false), (After("m3"), Some((4, 6)), false)],
            &[range(1, 6)],
        ),
        (
            "nothing follows",
            &[(Apart, Some((1, 3)), false), (After("m3"), None, false)],
            &[range(1, 3)],
        ),
        (
            "what came before, to the start",
            &[(Apart, Some((5, 9)), false), (Before("m5"), Some((0, 4)), true)],
            &[Range { from_start: true, ..range(0, 9) }],
        ),
        (
            "nothing came before",
            &[(Apart, Some((5, 9)), false), (Before("m5"), None, true)],
            &[Range { from_start: true, ..range(5, 9) }],
        ),
        (
            "a hole",
            &[(Apart, Some((1, 3)), false), (Apart, Some((7, 9)), false)],
            &[range(7, 9), range(1, 3)],
        ),
        (
            "a hole that is filled from below",
            &[
                (Apart, Some((0, 3)), true),
                (Apart, Some((7, 9)), false),
                (After("m3"), Some((4, 8)), false),
            ],
            std::slice::from_ref(&whole),
        ),
        (
            "a hole that is filled from above",
            &[
                (Apart, Some((0, 3)), true),
                (Apart, Some((7, 9)), false),
                (Before("m7"), Some((3, 6)), false),
            ],
            std::slice::from_ref(&whole),
        ),
        (
            "a page that touches with its end alone",
            &[(Apart, Some((0, 3)), true), (Apart, Some((3, 9)), false)],
            std::slice::from_ref(&whole),
        ),
        (
            "a page that covers all",
            &[
                (Apart, Some((2, 3)), false),
                (Apart, Some((5, 6)), false),
                (Apart, Some((0, 9)), true),
            ],
            std::slice::from_ref(&whole),
        ),
        (
            "an id in the middle of what is held",
            &[(Apart, Some((1, 6)), false), (After("m4"), Some((5, 8)), false)],
            &[range(1, 8)],
        ),
    ];

    for (name, pages, expected) in cases {
        let store = store().await;
        for (asked, ends, from_start) in pages.iter().copied() {
            let ends = ends.map(|(first, last)| (mark(first), mark(last)));
            store
                .call(move |db| {
                    archives::extend(db, &juliet(), &juliet().0, asked, ends, from_start)
                })
                .await?;
        }

        assert_eq!(ranges(&store).await, expected, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn one_moment_is_no_bridge() -> Result<(), Error> {
    let store = store().await;
    let other = Mark { id: "another of that minute".to_owned(), at: mark(3).at };

    let beyond = other.clone();
    store
        .call(move |db| {
            let me = juliet();
            archives::extend(db, &me, &me.0, Asked::Apart, Some((mark(1), mark(3))), false)?;
            archives::extend(db, &me, &me.0, Asked::Apart, Some((beyond, mark(5))), false)
        })
        .await?;

    assert_eq!(
        ranges(&store).await,
        [Range { first: other, last: mark(5), from_start: false }, range(1, 3)],
        "between two of one moment there may be a third"
    );
    Ok(())
}

#[tokio::test]
async fn a_clock_that_goes_back_does_not_stop_the_catching_up() -> Result<(), Error> {
    let store = store().await;
    let late = Mark { id: "m10".to_owned(), at: at(0) };

    let end = late.clone();
    store
        .call(move |db| {
            let me = juliet();
            archives::extend(db, &me, &me.0, Asked::Apart, Some((mark(1), mark(9))), false)?;
            archives::extend(db, &me, &me.0, Asked::After("m9"), Some((end.clone(), end)), false)
        })
        .await?;
    let newest = store.read(|db| archives::newest(db, &juliet(), &juliet().0)).await?;

    assert_eq!(newest.map(|it| it.last), Some(late));
    Ok(())
}

#[tokio::test]
async fn live_messages_carry_the_end_along() -> Result<(), Error> {
    let store = store().await;
    let newest = store
        .call(|db| {
            let me = juliet();
            archives::reach(db, &me, &me.0, "before anything is held")?;
            archives::extend(db, &me, &me.0, Asked::Apart, Some((mark(1), mark(3))), false)?;
            archives::reach(db, &me, &me.0, "m4")?;
            archives::newest(db, &me, &me.0)
        })
        .await?;

    assert_eq!(newest.map(|it| (it.first.id, it.last.id)), Some(("m1".into(), "m4".into())));
    Ok(())
}

#[tokio::test]
async fn what_the_archive_forgot_is_no_way_on() -> Result<(), Error> {
    let store = store().await;
    let left = store
        .call(|db| {
            let me = juliet();
            archives::extend(db, &me, &me.0, Asked::Apart, Some((mark(1), mark(3))), false)?;
            archives::extend(db, &me, &me.0, Asked::Apart, Some((mark(5), mark(7))), false)?;
            archives::expired(db, &me, &me.0, "m7")?;
            archives::ranges(db, &me, &me.0)
        })
        .await?;

    assert_eq!(left, [range(1, 3)]);
    Ok(())
}

#[tokio::test]
async fn each_archive_stands_for_itself() -> Result<(), Error> {
    let store = store().await;
    let room = crate::store::jid("hall@rooms.example");
    let counts = store
        .call(move |db| {
            let (me, other) = (juliet(), nurse());
            archives::extend(db, &me, &room, Asked::Apart, Some((mark(1), mark(3))), false)?;
            Ok([
                archives::ranges(db, &me, &room)?.len(),
                archives::ranges(db, &me, &me.0)?.len(),
                archives::ranges(db, &other, &room)?.len(),
            ])
        })
        .await?;

    assert_eq!(counts, [1, 0, 0]);
    Ok(())
}
