//! What the machine does by itself: it sleeps and wakes, changes its network, locks its screen,
//! and is left alone.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod idle;
#[cfg(target_os = "linux")]
mod route;

use std::time::{Duration, Instant, SystemTime};

use futures_util::{Stream, stream};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

/// How often the clock is looked at: twice a minute, so that an idle machine stays idle.
const LOOK: Duration = Duration::from_secs(30);
/// How much more than that must have gone by for the machine to have slept.
const JUMP: Duration = Duration::from_secs(10);
/// How many events wait to be heard.
const AHEAD: usize = 16;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It slept, and is awake again.
    Woke,
    /// It is in another network, or in one again.
    NetworkChanged,
    /// The screen is locked (`true`), or is no longer.
    Locked(bool),
}

/// The buses to listen at. An address that is not given is taken from the environment.
#[derive(Debug, Clone, Default)]
pub struct Buses {
    pub system: Option<String>,
    pub session: Option<String>,
}

/// Tells what happens, as far as the machine says it: by its buses, where there are such, and by the
/// clock and the routes in any case.
///
/// To be polled within a runtime of tokio.
pub fn events(buses: Buses) -> impl Stream<Item = Event> + Send {
    let (told, events) = mpsc::channel(AHEAD);

    stream::unfold((events, Some((buses, told))), |(mut events, closed)| async move {
        if let Some((buses, told)) = closed {
            #[cfg(target_os = "linux")]
            bus::listen(buses, &told);
            #[cfg(not(target_os = "linux"))]
            drop(buses);
            drop(tokio::spawn(look(told)));
        }
        events.recv().await.map(|event| (event, (events, None)))
    })
}

/// Tells twice a minute how long nobody has touched the machine; `None` where it does not say that.
///
/// To be polled within a runtime of tokio.
#[cfg(target_os = "linux")]
pub fn idle(buses: Buses) -> impl Stream<Item = Option<Duration>> + Send {
    stream::unfold((idle::Source::new(buses), false), |(mut source, looked)| async move {
        if looked {
            tokio::time::sleep(LOOK).await;
        }
        let idle = source.look().await;
        Some((idle, (source, true)))
    })
}

/// The same; other systems are not asked yet.
#[cfg(not(target_os = "linux"))]
pub fn idle(_: Buses) -> impl Stream<Item = Option<Duration>> + Send {
    stream::iter([None])
}

/// Looks at the clock and the routes now and then.
async fn look(told: mpsc::Sender<Event>) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before = Moment::now();
    let mut route = route();

    loop {
        tokio::select! {
            () = told.closed() => return,
            _ = ticks.tick() => {}
        }

        let now = Moment::now();
        if now.slept_since(&before) {
            let _ = told.try_send(Event::Woke);
        }
        before = now;

        let changed = self::route();
        if changed != route {
            route = changed;
            let _ = told.try_send(Event::NetworkChanged);
        }
    }
}

#[cfg(target_os = "linux")]
fn route() -> u64 {
    route::fingerprint()
}

#[cfg(not(target_os = "linux"))]
fn route() -> u64 {
    0
}

/// A moment by both clocks: that of the day goes on while the machine sleeps; the other stands
/// still then on most systems.
struct Moment {
    day: SystemTime,
    steady: Instant,
}

impl Moment {
    fn now() -> Self {
        Self { day: SystemTime::now(), steady: Instant::now() }
    }

    /// Whether much more time went by than a look takes. A clock that was set looks the same; to
    /// check a connection once too often does no harm.
    fn slept_since(&self, before: &Self) -> bool {
        let day = self.day.duration_since(before.day).unwrap_or_default();
        let steady = self.steady.saturating_duration_since(before.steady);
        day.max(steady) > LOOK + JUMP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_shows_in_the_clock_of_the_day() {
        let before = Moment::now();
        let after = |day: u64, steady: u64| Moment {
            day: before.day + Duration::from_secs(day),
            steady: before.steady + Duration::from_secs(steady),
        };

        assert!(!after(30, 30).slept_since(&before));
        assert!(!after(35, 35).slept_since(&before));
        assert!(after(3600, 30).slept_since(&before));
        assert!(after(3600, 3600).slept_since(&before));

        let earlier = Moment { day: before.day - Duration::from_secs(9), steady: before.steady };
        assert!(!earlier.slept_since(&before), "a clock that was set back is no sleep");
    }
}
