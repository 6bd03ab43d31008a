//! Contenders that take turns, so that a busy machine slows all of them alike.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Time that this thread has had on a core: what its neighbours take does not count.
#[must_use]
pub fn now() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// One way to do the thing that is measured.
pub struct Contender<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    times: Vec<Duration>,
}

/// Something to be measured against the others.
pub fn contender<'a, T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Contender<'a> {
    Contender {
        name,
        run: Box::new(move || {
            black_box(run());
        }),
        times: Vec::new(),
    }
}

/// Runs all in turn for so many rounds. Prints the best time of each, and how many times faster than the first
/// it is: by the best times, and by the median of the rounds, which hardly moves on a busy machine.
pub fn compare(what: &str, rounds: usize, mut contenders: Vec<Contender<'_>>) {
    for round in 0..rounds {
        // Not always in the same order, or each would always find the caches as the same other one left them.
        let first = round % contenders.len();
        let (late, early) = contenders.split_at_mut(first);
        for contender in early.iter_mut().chain(late) {
            let start = now();
            (contender.run)();
            contender.times.push(now() - start);
        }
    }
    println!("{what}, {rounds} rounds: best, ratio of the bests, median ratio");
    let first = contenders.first().map_or(&[][..], |one| &one.times);
    for Contender { name, times, .. } in &contenders {
        let best = times.iter().min().copied().unwrap_or_default();
        let of_bests = first
            .iter()
            .min()
            .map_or(0.0, |first| first.as_secs_f64() / best.as_secs_f64());
        let ratios = first
            .iter()
            .zip(times)
            .map(|(first, time)| first.as_secs_f64() / time.as_secs_f64());
        let median = median(ratios.collect());
        let micros = best.as_secs_f64() * 1e6;
        println!("  {name:<34} {micros:>9.1} µs  {of_bests:>5.2}×  {median:>5.2}×");
    }
}

/// The middle one of them.
#[must_use]
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
