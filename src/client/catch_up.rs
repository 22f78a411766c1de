//! Which page of an archive comes next (XEP-0313), until nothing is missing.

use std::collections::{HashMap, HashSet};

use crate::engine::event::{Archive, ArchivePage, Page};
use crate::model::{Refusal, Timestamp};

/// How many messages the first look fetches, the newest first: what is older comes where somebody
/// reads it.
pub(crate) const FIRST_LOOK: usize = 10_000;

/// The most pages of it: an archive may be full of what is no message.
const FIRST_PAGES: usize = 400;

/// How often a silent archive is asked in one session. What it would have told decides what is sent
/// again, so that the first silence is not taken for an answer.
const MOST_SILENCES: u32 = 3;

/// The newest message of an archive that we hold: its id there, and its time. An archive that was
/// empty ends with no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
}

/// What remains of a page once its messages are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) ids: Option<(String, String)>,
    pub(crate) times: Option<(Timestamp, Timestamp)>,
    pub(crate) complete: bool,
    pub(crate) count: usize,
}

impl Summary {
    pub(crate) fn of(page: &ArchivePage) -> Self {
        Self {
            ids: page.ids.clone(),
            times: page.times,
            complete: page.complete,
            count: page.messages.len(),
        }
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Next {
    Fetch(Page),
    /// From where we stopped: the archive was silent for too long.
    Again,
    /// Nothing is missing any more, or nothing more can be had.
    Settled,
    /// Nobody can tell yet: the question went down with its session, or with its room.
    Open,
}

/// Where to look for what is older than what we hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Older {
    Fetch(Page),
    /// What we hold begins where the archive begins.
    Nothing,
}

/// The archives of one account, in this session.
#[derive(Debug, Default)]
pub(crate) struct CatchUp {
    walks: HashMap<Archive, Walk>,
    silences: HashMap<Archive, u32>,
}

#[derive(Debug)]
enum Walk {
    /// From what we hold towards now. `again`: its end was read once more, since an archive may have
    /// written what reached the last session in another order, or too late for it.
    Forward { newest: Newest, since: bool, again: bool },
    /// From now towards the past, where we hold nothing yet.
    Backward { most: usize, fetched: usize, pages: usize },
    /// Nothing is missing: what comes live from now on follows without a gap.
    Complete,
    /// There is no archive, or it does not answer.
    Without,
}

impl CatchUp {
    pub(crate) fn clear(&mut self) {
        self.walks.clear();
        self.silences.clear();
    }

    pub(crate) fn forget(&mut self, archive: &Archive) {
        let _ = self.walks.remove(archive);
        let _ = self.silences.remove(archive);
    }

    /// The archives of which nothing is missing: a live message continues what we hold of them.
    pub(crate) fn complete(&self) -> HashSet<Archive> {
        let complete = self.walks.iter().filter(|(_, walk)| matches!(walk, Walk::Complete));
        complete.map(|(archive, _)| archive.clone()).collect()
    }

    /// The archives that are to be asked as a session begins or goes on: the account's own, and
    /// those that did not answer. What was asked before an interruption is answered after it.
    pub(crate) fn open(&self) -> Vec<Archive> {
        let silent = self.walks.iter().filter(|(_, walk)| matches!(walk, Walk::Without));
        let mut open: Vec<Archive> = silent.map(|(archive, _)| archive.clone()).collect();
        if !self.walks.contains_key(&Archive::Account) {
            open.push(Archive::Account);
        }
        open
    }

    /// The first page to ask for. Where nothing is held yet, `most` messages are to be fetched.
    pub(crate) fn begin(&mut self, archive: Archive, newest: Option<Newest>, most: usize) -> Page {
        let (walk, page) = match newest {
            // It was empty when we last looked.
            Some(newest) if newest.id.is_empty() => {
                let page = Page::Since(newest.at);
                (Walk::Forward { newest, since: true, again: true }, page)
            }
            Some(newest) if archive == Archive::Account => {
                let page = Page::Again(Box::new(Page::Before(newest.id.clone())));
                (Walk::Forward { newest, since: false, again: false }, page)
            }
            Some(newest) => {
                let page = Page::After(newest.id.clone());
                (Walk::Forward { newest, since: false, again: true }, page)
            }
            None => (Walk::Backward { most, fetched: 0, pages: 0 }, Page::Newest),
        };
        let _ = self.walks.insert(archive, walk);
        page
    }

    /// A page came; it is in the store.
    pub(crate) fn next(&mut self, archive: &Archive, page: &Summary) -> Next {
        let Some(walk) = self.walks.get_mut(archive) else {
            return Next::Open;
        };

        let further = match walk {
            Walk::Forward { newest, again: again @ false, .. } => {
                *again = true;
                return Next::Fetch(Page::After(newest.id.clone()));
            }
            Walk::Forward { .. } => page.ids.as_ref().map(|(_, last)| Page::After(last.clone())),
            Walk::Backward { most, fetched, pages } => {
                *fetched += page.count;
                *pages += 1;
                // A room tells its latest by itself; more of it is fetched where somebody reads it.
                let enough = *fetched >= *most
                    || *pages >= FIRST_PAGES
                    || matches!(archive, Archive::Room(_));
                let first = page.ids.as_ref().map(|(first, _)| Page::Before(first.clone()));
                first.filter(|_| !enough)
            }
            Walk::Complete | Walk::Without => None,
        };

        match further {
            Some(further) if !page.complete => Next::Fetch(further),
            Some(_) | None => {
                *walk = Walk::Complete;
                Next::Settled
            }
        }
    }

    /// The id that the archive no longer knows, where that is why it refuses.
    pub(crate) fn forgotten(&self, archive: &Archive, refusal: &Refusal) -> Option<String> {
        match self.walks.get(archive)? {
            Walk::Forward { newest, since: false, .. } if refusal.condition == "item-not-found" => {
                Some(newest.id.clone())
            }
            Walk::Forward { .. } | Walk::Backward { .. } | Walk::Complete | Walk::Without => None,
        }
    }

    /// The archive refused. Where it only forgot the message that we hold (section 4.3.1), what came
    /// since its time is asked for: there is a gap then, and nobody can say how wide.
    pub(crate) fn refused(&mut self, archive: &Archive, refusal: &Refusal) -> Next {
        let Some(walk) = self.walks.get_mut(archive) else {
            return Next::Open;
        };

        if refusal.condition == Refusal::OFFLINE {
            *walk = Walk::Without;
            return Next::Open;
        }
        if refusal.condition == Refusal::TIMED_OUT {
            let silences = self.silences.entry(archive.clone()).or_default();
            *silences += 1;
            if *silences < MOST_SILENCES {
                return Next::Again;
            }
        }

        if let Walk::Forward { newest, since, again } = walk
            && !*since
            && refusal.condition == "item-not-found"
        {
            (*since, *again) = (true, true);
            return Next::Fetch(Page::Since(newest.at));
        }
        *walk = Walk::Without;
        Next::Settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn page(ids: (&str, &str), first: i64, complete: bool) -> Summary {
        Summary {
            ids: Some((ids.0.to_owned(), ids.1.to_owned())),
            times: Some((at(first), at(first))),
            complete,
            count: 50,
        }
    }

    #[test]
    fn it_walks_from_what_it_holds_to_now() {
        let mut catch_up = CatchUp::default();
        let newest = Newest { id: "a".to_owned(), at: at(1) };

        let first = catch_up.begin(Archive::Account, Some(newest), FIRST_LOOK);
        assert_eq!(first, Page::Again(Box::new(Page::Before("a".to_owned()))));

        let next = catch_up.next(&Archive::Account, &page(("Y", "Z"), 1, true));
        assert_eq!(next, Next::Fetch(Page::After("a".to_owned())));

        let next = catch_up.next(&Archive::Account, &page(("b", "c"), 2, false));
        assert_eq!(next, Next::Fetch(Page::After("c".to_owned())));
        assert!(catch_up.complete().is_empty());

        let last = catch_up.next(&Archive::Account, &page(("d", "e"), 3, true));
        assert_eq!(last, Next::Settled);
        assert!(catch_up.complete().contains(&Archive::Account));
    }

    #[test]
    fn the_first_look_ends_where_enough_is_fetched_or_nothing_is_left() {
        let walk = |most: usize, page: Summary, pages: usize| {
            let mut catch_up = CatchUp::default();
            assert_eq!(catch_up.begin(Archive::Account, None, most), Page::Newest);
            for asked in 1.. {
                let page = Summary { complete: asked == pages, ..page.clone() };
                match catch_up.next(&Archive::Account, &page) {
                    Next::Fetch(page) => assert_eq!(page, Page::Before("x".to_owned())),
                    Next::Again | Next::Open => panic!("nothing was refused"),
                    Next::Settled => return asked,
                }
            }
            panic!("it never ends")
        };

        let fifty = page(("x", "y"), DAY, false);
        assert_eq!(walk(FIRST_LOOK, fifty.clone(), usize::MAX), 200, "fifty on each page");
        assert_eq!(walk(120, fifty.clone(), usize::MAX), 3);
        assert_eq!(walk(FIRST_LOOK, fifty.clone(), 7), 7, "it is a short one");
        let mute = Summary { count: 0, ..fifty };
        assert_eq!(walk(FIRST_LOOK, mute, usize::MAX), FIRST_PAGES, "nobody says anything in it");
    }

    #[test]
    fn a_forgotten_id_is_followed_by_its_time() {
        let mut catch_up = CatchUp::default();
        let newest = Newest { id: "a".to_owned(), at: at(7) };
        let _ = catch_up.begin(Archive::Account, Some(newest), FIRST_LOOK);

        let forgotten = Refusal::ours("item-not-found");
        let next = catch_up.refused(&Archive::Account, &forgotten);
        assert_eq!(next, Next::Fetch(Page::Since(at(7))));
        assert_eq!(catch_up.refused(&Archive::Account, &forgotten), Next::Settled, "once");
        assert!(catch_up.complete().is_empty());
    }

    #[test]
    fn a_question_that_was_cut_off_is_not_answered() {
        let mut catch_up = CatchUp::default();
        let _ = catch_up.begin(Archive::Account, None, FIRST_LOOK);

        let cut_off = Refusal::ours(Refusal::OFFLINE);
        assert_eq!(catch_up.refused(&Archive::Account, &cut_off), Next::Open);
        assert_eq!(catch_up.open(), [Archive::Account], "it is asked again");

        catch_up.clear();
        assert_eq!(catch_up.refused(&Archive::Account, &cut_off), Next::Open);
    }

    #[test]
    fn silence_is_no_answer_at_first() {
        let mut catch_up = CatchUp::default();
        let silent = Refusal::ours(Refusal::TIMED_OUT);
        let mut ask = || {
            let _ = catch_up.begin(Archive::Account, None, FIRST_LOOK);
            catch_up.refused(&Archive::Account, &silent)
        };

        assert_eq!([ask(), ask(), ask()], [Next::Again, Next::Again, Next::Settled]);
    }
}
