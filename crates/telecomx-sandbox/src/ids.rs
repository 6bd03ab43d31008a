//! Ids that carry their own number, so that a record is found by its id without a table.

use crate::dice::Dice;

/// The id of the `index`-th thing of a kind.
///
/// Mostly 24 hexadecimal digits, as the wiki promises; every fourth breaks the promise in one of the
/// ways in which the wiki's own examples do: 22 or 23 characters, capitals, letters up to N.
/// Different indexes below 2³² give different ids.
pub(crate) fn id(dice: Dice, kind: &str, index: u64) -> String {
    let dice = dice.named(kind);
    let front = dice.named("front").bits();
    let plain = format!(
        "{:016x}{:08x}",
        front,
        index as u32 ^ dice.named("mask").bits() as u32
    );
    match dice.numbered(index).below(16) {
        0 => plain[2..].to_owned(),
        1 => plain[1..].to_owned(),
        2 => plain.to_uppercase(),
        3 => plain
            .chars()
            .map(|digit| {
                if digit < '8' {
                    letter(digit)
                } else {
                    digit.to_ascii_uppercase()
                }
            })
            .collect(),
        _ => plain,
    }
}

/// The index that `id` was made from, if it was made by [`id`] with the same dice and kind.
pub(crate) fn index(dice: Dice, kind: &str, id: &str) -> Option<u64> {
    let tail = id.get(id.len().checked_sub(8)?..)?;
    let digits: String = tail
        .chars()
        .map(|c| {
            if ('G'..='N').contains(&c) {
                digit(c)
            } else {
                c
            }
        })
        .collect();
    let masked = u32::from_str_radix(&digits, 16).ok()?;
    let index = u64::from(masked ^ dice.named(kind).named("mask").bits() as u32);
    (self::id(dice, kind, index) == id).then_some(index)
}

/// 0 to 7 as G to N.
fn letter(digit: char) -> char {
    (b'G' + (digit as u8 - b'0')) as char
}

/// G to N as 0 to 7.
fn digit(letter: char) -> char {
    (b'0' + (letter as u8 - b'G')) as char
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn an_id_gives_back_the_index_it_was_made_from() {
        let dice = Dice::new(7);
        for number in (0..5_000).chain([u64::from(u32::MAX)]) {
            let id = id(dice, "order", number);
            assert_eq!(index(dice, "order", &id), Some(number), "{id}");
        }
        let made = id(dice, "order", 5);
        assert_eq!(index(dice, "license", &made), None);
        assert_eq!(index(Dice::new(8), "order", &made), None);
        assert_eq!(index(dice, "order", ""), None);
        assert_eq!(index(dice, "order", "æøåæøåæøå"), None);
    }

    #[test]
    fn ids_are_distinct_and_some_are_not_24_hexadecimal_digits() {
        let ids: HashSet<String> = (0..5_000)
            .map(|index| id(Dice::new(7), "order", index))
            .collect();
        assert_eq!(ids.len(), 5_000);
        assert!(ids.iter().any(|id| id.len() == 22));
        assert!(ids.iter().any(|id| id.len() == 23));
        assert!(
            ids.iter()
                .any(|id| id.contains(|c| ('G'..='N').contains(&c)))
        );
        let plain = ids
            .iter()
            .filter(|id| id.len() == 24 && id.chars().all(|c| c.is_ascii_hexdigit()))
            .count();
        assert!(plain > 3_500, "{plain}");
    }
}
