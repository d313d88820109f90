//! JSON (RFC 8259) with exact offsets, at three levels of detail.
//!
//! - [`skip`] finds the end of a value by brackets and quotes only, to recover from a broken one.
//! - [`scan`] validates one whole value, finds duplicate keys, and returns the members of an object.
//! - [`parse`] builds a [`Node`] of everything. [`parse_lenient`] also accepts Resource Manager's extensions of JSON.
//!
//! Large exports go through [`scan`] alone, element by element.

use super::tree::{Bytes, MAX_DEPTH, Member, Node, Value};
use crate::parts::Parts;
use crate::text::Text;
use memchr::memchr2;
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What was expected, and what was found.
    pub message: Text,
    pub offset: usize,
    /// The text ends before the value is complete.
    pub truncated: bool,
}

/// The internal result: the error is boxed, so that the result of each value stays small.
type Read<T> = Result<T, Box<SyntaxError>>;

impl From<Box<SyntaxError>> for SyntaxError {
    fn from(error: Box<SyntaxError>) -> Self {
        *error
    }
}

/// A duplicate key of an object. Readers differ in which one they use, so neither is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub key: String,
    /// Bytes of its later occurrence.
    pub bytes: Bytes,
}

#[derive(Debug, Default)]
pub struct Scan<'a> {
    /// The members, if the value is an object; duplicate keys are kept.
    pub members: Vec<(Cow<'a, str>, Bytes)>,
    /// Duplicate keys, at any depth.
    pub duplicates: Vec<Duplicate>,
    /// Offset after the value.
    pub end: usize,
    keys: Keys,
    /// The members of the previous object.
    before: Vec<(Cow<'a, str>, Bytes)>,
    /// The previous object has no duplicate keys.
    is_model: bool,
}

impl<'a> Scan<'a> {
    /// The key of the member whose value contains a duplicate key; otherwise that key itself, which is the name of a member.
    pub fn around<'s>(&'s self, twice: &'s Duplicate) -> &'s str {
        // Members are in source order: a linear search for each of many keys would take quadratic time.
        let after = self.members.partition_point(|(_, bytes)| bytes.start <= twice.bytes.start);
        let within = self.members.before(after).last().filter(|(_, bytes)| bytes.contains(&twice.bytes.start));
        within.map_or(&*twice.key, |(key, _)| key)
    }

    pub fn get(&self, text: &'a str, key: &str) -> Option<&'a str> {
        self.members.iter().find(|(name, _)| same(name, key)).map(|(_, bytes)| text.part(bytes))
    }

    /// The text of the member of this name, searched from the member at `from`, which is then set to the next one: looking up many names
    /// in source order takes one step each.
    pub fn get_from(&self, text: &'a str, key: &str, from: &mut usize) -> Option<&'a str> {
        let (before, after) = self.members.split_at((*from).min(self.members.len()));
        let is_it = |(name, _): &(Cow<'_, str>, Bytes)| same(name, key);
        let at = after.iter().position(is_it).map(|at| before.len() + at).or_else(|| before.iter().position(is_it))?;
        *from = at + 1;
        self.members.get(at).map(|(_, bytes)| text.part(bytes))
    }

    pub fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| same(name, key))
    }
}

/// Whether two keys are equal. Most unequal ones differ in length or first byte, which avoids a call.
#[inline]
pub fn same(key: &str, other: &str) -> bool {
    key.len() == other.len() && key.as_bytes().first() == other.as_bytes().first() && key == other
}

/// Offset of the first byte from `at` that is not white space.
pub fn skip_white(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Validates the value that starts at `start` (after optional white space).
///
/// `scan` is cleared and reused, so that one allocation serves many values. Objects with the same keys as the previous one, such as
/// most elements of a list, are faster.
///
/// # Errors
/// [`SyntaxError`] with its offset.
pub fn scan<'a>(text: &'a str, start: usize, scan: &mut Scan<'a>) -> Result<(), SyntaxError> {
    std::mem::swap(&mut scan.members, &mut scan.before);
    let model = if std::mem::take(&mut scan.is_model) { &scan.before[..] } else { &[] };
    scan.members.clear();
    scan.duplicates.clear();
    let mut lexer = Lexer::new(text, start);
    let keys = &mut scan.keys;
    keys.keys.clear(); // an error may have left entries
    lexer.white();
    if lexer.peek() == Some(b'{') {
        let members = &mut scan.members;
        object(&mut lexer, keys, &mut scan.duplicates, 1, model, &mut |key, bytes| members.push((key, bytes)))?;
        scan.is_model = scan.duplicates.is_empty();
    } else {
        value(&mut lexer, keys, &mut scan.duplicates, 1)?;
    }
    scan.end = lexer.at;
    Ok(())
}

/// The first member of this name, if the text is an object. What follows the member is not read.
pub fn member<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let start = skip_white(text, 0);
    if text.as_bytes().get(start) != Some(&b'{') {
        return None;
    }
    let mut members = Cursor::new(text, start);
    while let Ok(Some((name, start))) = members.next_key() {
        let end = skip(text, start).ok()?;
        if same(&name, key) {
            return Some(text.part(start..end));
        }
        members.resume(end);
    }
    None
}

/// Iterates over the members of one object; the caller parses the values.
pub struct Cursor<'a> {
    lexer: Lexer<'a>,
    keys: std::collections::HashSet<Cow<'a, str>>,
    /// Duplicate keys so far.
    pub duplicates: Vec<Duplicate>,
    started: bool,
}

impl<'a> Cursor<'a> {
    /// A cursor in the object whose bracket opens at `start`.
    pub fn new(text: &'a str, start: usize) -> Self {
        Self { lexer: Lexer::new(text, start), keys: std::collections::HashSet::new(), duplicates: Vec::new(), started: false }
    }

    /// The next key, and the offset of its value; `None` at the end of the object. [`Cursor::resume`] must be called after each key.
    ///
    /// # Errors
    /// [`SyntaxError`] with its offset.
    pub fn next_key(&mut self) -> Result<Option<(Cow<'a, str>, usize)>, SyntaxError> {
        let ends = if std::mem::replace(&mut self.started, true) {
            self.lexer.next_item(b'}')?
        } else {
            self.lexer.open(1)?;
            self.lexer.closes(b'}')
        };
        if ends {
            return Ok(None);
        }
        let start = self.lexer.at;
        let key = self.lexer.key()?;
        if !self.keys.insert(key.clone()) {
            self.duplicates.push(Duplicate { key: key.to_string(), bytes: start..start + self.lexer.string_length(start) });
        }
        Ok(Some((key, self.lexer.at)))
    }

    /// Continues after the value, which ends here.
    pub fn resume(&mut self, end: usize) {
        self.lexer.at = end;
    }

    /// Offset after the object, once [`Cursor::next_key`] has returned `None`.
    pub fn end(&self) -> usize {
        self.lexer.at
    }
}

fn value(lexer: &mut Lexer<'_>, keys: &mut Keys, duplicates: &mut Vec<Duplicate>, depth: usize) -> Read<()> {
    match lexer.peek() {
        Some(b'"') => lexer.skip_string().map(drop),
        Some(b'{') => object(lexer, keys, duplicates, depth, &[], &mut |_, _| {}),
        Some(b'[') => {
            lexer.open(depth)?;
            if lexer.closes(b']') {
                return Ok(());
            }
            loop {
                value(lexer, keys, duplicates, depth + 1)?;
                if lexer.next_item(b']')? {
                    return Ok(());
                }
            }
        }
        _ => lexer.scalar().map(drop),
    }
}

/// Reads an object. As long as its keys are those of `model`, which has no duplicates, they are neither parsed nor compared.
fn object<'a>(
    lexer: &mut Lexer<'a>,
    keys: &mut Keys,
    duplicates: &mut Vec<Duplicate>,
    depth: usize,
    model: &[(Cow<'a, str>, Bytes)],
    member: &mut impl FnMut(Cow<'a, str>, Bytes),
) -> Read<()> {
    lexer.open(depth)?;
    if lexer.closes(b'}') {
        return Ok(());
    }
    let first = keys.keys.len();
    let mut seen = [0u64; 4];
    let mut is_alike = true;
    loop {
        let start = lexer.at;
        let same = model.get(keys.keys.len() - first).filter(|_| is_alike).and_then(|(key, _)| lexer.key_like(key));
        let key = if let Some(key) = same {
            keys.keys.push((0, start));
            key
        } else {
            if std::mem::take(&mut is_alike) {
                keys.hash_unread(first, &mut seen, model);
            }
            let key = lexer.key()?;
            if keys.repeats(first, &mut seen, lexer.text, &key, start) {
                duplicates.push(Duplicate { key: key.to_string(), bytes: start..start + lexer.string_length(start) });
            }
            key
        };
        let value_start = lexer.at;
        value(lexer, keys, duplicates, depth + 1)?;
        member(key, value_start..lexer.at);
        if lexer.next_item(b'}')? {
            if is_alike {
                keys.keys.truncate(first);
            } else {
                keys.leave(first, lexer.text, duplicates);
            }
            return Ok(());
        }
    }
}

/// The keys of open objects, innermost last: hash and offset of each.
#[derive(Debug, Default)]
struct Keys {
    keys: Vec<(u32, usize)>,
}

/// Up to this many keys each new one is compared with the earlier ones; a larger object is sorted at its end, so that a hostile one with
/// a million keys takes no quadratic time.
const COMPARED: usize = 256;

#[expect(clippy::indexing_slicing, reason = "`bit_of` returns two bits of a hash as the word, and there are four words")]
impl Keys {
    /// Whether the object that started at `first` already has this key. Records the key.
    ///
    /// `seen` has a bit for each hash of the object so far, which alone shows that most keys are new.
    #[inline]
    fn repeats(&mut self, first: usize, seen: &mut [u64; 4], text: &str, key: &str, start: usize) -> bool {
        let hash = hash(key.as_bytes());
        let (word, bit) = bit_of(hash);
        let maybe = seen[word] & bit != 0 && self.keys.len() - first < COMPARED;
        seen[word] |= bit;
        let repeats = maybe && self.keys.after(first).iter().any(|&(other, at)| other == hash && key_at(text, at) == key);
        self.keys.push((hash, start));
        repeats
    }

    /// Hashes the keys that were equal to those of a model.
    fn hash_unread(&mut self, first: usize, seen: &mut [u64; 4], model: &[(Cow<'_, str>, Bytes)]) {
        for ((hashed, _), (key, _)) in self.keys.iter_mut().skip(first).zip(model) {
            *hashed = hash(key.as_bytes());
            let (word, bit) = bit_of(*hashed);
            seen[word] |= bit;
        }
    }

    fn leave(&mut self, first: usize, text: &str, duplicates: &mut Vec<Duplicate>) {
        if let Some(&(_, compared)) = self.keys.get(first + COMPARED) {
            let mut sorted: Vec<(Cow<'_, str>, usize)> =
                self.keys.after(first).iter().map(|&(_, start)| (key_at(text, start), start)).collect();
            sorted.sort_unstable();
            for pair in sorted.windows(2) {
                // Duplicates among the first keys were found when they were parsed.
                if let [(before, _), (key, start)] = pair
                    && before == key
                    && *start >= compared
                {
                    let length = Lexer::new(text, *start).string_length(*start);
                    duplicates.push(Duplicate { key: key.to_string(), bytes: *start..*start + length });
                }
            }
        }
        self.keys.truncate(first);
    }
}

/// Word and bit of a hash in a set of 256.
#[inline]
fn bit_of(hash: u32) -> (usize, u64) {
    ((hash >> 30) as usize, 1 << (hash >> 24 & 63))
}

/// The key whose quote is at `start`, which was validated before.
fn key_at(text: &str, start: usize) -> Cow<'_, str> {
    Lexer::new(text, start).string().expect("this key was parsed before")
}

/// A hash of length, start and end that distinguishes the keys of one object; equal hashes are compared by text.
#[inline]
fn hash(key: &[u8]) -> u32 {
    let (head, tail) = if let (Some(head), Some(tail)) = (key.first_chunk::<8>(), key.last_chunk::<8>()) {
        (u64::from_le_bytes(*head), u64::from_le_bytes(*tail))
    } else if let (Some(head), Some(tail)) = (key.first_chunk::<4>(), key.last_chunk::<4>()) {
        (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into())
    } else if let [first, rest @ ..] = key {
        let (second, last) = (rest.first().unwrap_or(first), rest.last().unwrap_or(first));
        (u64::from(*first) << 8 | u64::from(*second), u64::from(*last))
    } else {
        (0, 0)
    };
    let mixed = (head ^ tail.rotate_left(23) ^ key.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    u32::try_from(mixed >> 32).expect("the upper 32 bits are zero")
}

/// Parses a whole text: one value and white space around it.
///
/// # Errors
/// [`SyntaxError`] with its offset. Duplicate keys are not an error here: [`Node`] keeps both.
pub fn parse(text: &str) -> Result<Node<'_>, SyntaxError> {
    let mut lexer = Lexer::new(text, 0);
    lexer.white();
    let node = node(&mut lexer, 1)?;
    lexer.white();
    match lexer.peek() {
        None => Ok(node),
        Some(_) => Err(lexer.unexpected("the end of the file").into()),
    }
}

/// Parses the value at `start` with the JSON extensions of ARM templates: comments (`//`, `/* */`), multi-line strings, and a trailing
/// comma.
///
/// The end of the value is that of its [`Node`]; [`skip_comments`] skips comments after it.
///
/// # Errors
/// [`SyntaxError`] with its offset.
pub fn parse_lenient(text: &str, start: usize) -> Result<Node<'_>, SyntaxError> {
    let mut lexer = Lexer { lenient: true, ..Lexer::new(text, start) };
    lexer.white();
    Ok(node(&mut lexer, 1)?)
}

/// Offset of the first byte from `at` that is neither white space nor in a comment. An unclosed comment extends to the end.
pub fn skip_comments(text: &str, mut at: usize) -> usize {
    loop {
        at = skip_white(text, at);
        let rest = text.as_bytes().after(at);
        let (start, end) = if rest.starts_with(b"//") {
            (at + 2, memchr2(b'\n', b'\r', rest))
        } else if rest.starts_with(b"/*") {
            (at + 2, memchr::memmem::find(rest.after(2), b"*/").map(|end| end + 4))
        } else {
            return at;
        };
        at = end.map_or(text.len(), |end| (at + end).max(start));
    }
}

fn node<'a>(lexer: &mut Lexer<'a>, depth: usize) -> Read<Node<'a>> {
    let start = lexer.at;
    let value = match lexer.peek() {
        Some(b'"') => Value::String(lexer.string()?),
        Some(b'{') => {
            lexer.open(depth)?;
            let mut members = Vec::new();
            if !lexer.closes(b'}') {
                loop {
                    let key_start = lexer.at;
                    let key = lexer.key()?;
                    let key_bytes = key_start..key_start + lexer.string_length(key_start);
                    members.push(Member { key, key_bytes, value: node(lexer, depth + 1)? });
                    if lexer.next_item(b'}')? {
                        break;
                    }
                }
            }
            Value::Object(members)
        }
        Some(b'[') => {
            lexer.open(depth)?;
            let mut elements = Vec::new();
            if !lexer.closes(b']') {
                loop {
                    elements.push(node(lexer, depth + 1)?);
                    if lexer.next_item(b']')? {
                        break;
                    }
                }
            }
            Value::Array(elements)
        }
        _ => match lexer.scalar()? {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number => Value::Number(number.into()),
        },
    };
    Ok(Node { bytes: start..lexer.at, value })
}

/// Offset after the value at `start`, found by brackets and quotes alone.
///
/// # Errors
/// [`SyntaxError`] when the value is not closed.
pub fn skip(text: &str, start: usize) -> Result<usize, SyntaxError> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = start;
    loop {
        match bytes.get(at) {
            Some(b'"') => at = end_of_string(bytes, at + 1).ok_or_else(|| cut_off(text))?,
            Some(b'{' | b'[') => {
                depth += 1;
                at += 1;
                continue;
            }
            Some(b'}' | b']') if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            None if depth > 0 => return Err(cut_off(text)),
            Some(_) if depth > 0 => {
                at += 1;
                continue;
            }
            // A scalar outside of any bracket ends at the first byte that cannot belong to it.
            _ => {
                let rest = bytes.after(at);
                at += rest.iter().position(|byte| b",]} \t\r\n".contains(byte)).unwrap_or(rest.len());
                return if at > start { Ok(at) } else { Err(Lexer::new(text, at).unexpected("a value").into()) };
            }
        }
        if depth == 0 {
            return Ok(at);
        }
    }
}

fn cut_off(text: &str) -> SyntaxError {
    Lexer::new(text, text.len()).unexpected("the end of a value").into()
}

/// Offset after the closing quote of the string whose first character is at `at`. Control characters are not checked.
fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += quote_or_escape(bytes.after(at))?;
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            _ if at + 2 <= bytes.len() => at += 2,
            _ => return None,
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// High bit of each zero byte of `word`; bytes above the first zero byte may be marked wrongly.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH
}

/// Index of the first quote or backslash. Most strings are short, so the first bytes are checked inline, eight at a time.
fn quote_or_escape(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().take(4).enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zero_bytes(word ^ (ONES * 0x22)) | zero_bytes(word ^ (ONES * 0x5c));
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let looked_at = words.len().min(4) * 8;
    memchr2(b'"', b'\\', bytes.after(looked_at)).map(|index| looked_at + index)
}

/// Offset of the first byte from `at` that is not plain string content: a quote, a backslash or a control character.
#[inline]
fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(word.try_into().expect("eight bytes"));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = zero_bytes(word ^ (ONES * 0x22)) | zero_bytes(word ^ (ONES * 0x5c)) | control;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|&byte| byte != b'"' && byte != b'\\' && byte >= 0x20) {
        at += 1;
    }
    at
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Comments, multi-line strings and trailing commas are accepted.
    lenient: bool,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self { text, bytes: text.as_bytes(), at, lenient: false }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn white(&mut self) {
        match self.peek() {
            Some(..=b' ') if !self.lenient => self.at = skip_white(self.text, self.at),
            Some(..=b' ' | b'/') if self.lenient => self.at = skip_comments(self.text, self.at),
            _ => {}
        }
    }

    /// Consumes the opening bracket.
    #[inline]
    fn open(&mut self, depth: usize) -> Read<()> {
        if depth > MAX_DEPTH {
            return Err(self.error(Text::new("nested deeper than {limit} levels").with("limit", MAX_DEPTH.to_string())));
        }
        self.at += 1;
        self.white();
        Ok(())
    }

    /// Whether the bracket closes here, before a first item.
    #[inline]
    fn closes(&mut self, bracket: u8) -> bool {
        let closes = self.peek() == Some(bracket);
        self.at += usize::from(closes);
        closes
    }

    /// Consumes a comma before the next item, or the closing bracket: `true` at the end.
    #[inline]
    fn next_item(&mut self, bracket: u8) -> Read<bool> {
        self.white();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.white();
                Ok(self.lenient && self.closes(bracket))
            }
            Some(byte) if byte == bracket => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(self.unexpected(if bracket == b'}' { "`,` or `}`" } else { "`,` or `]`" })),
        }
    }

    /// Parses a key and advances to its value.
    fn key(&mut self) -> Read<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let key = self.string()?;
        self.white();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        self.white();
        Ok(key)
    }

    /// Advances to the value after this key, if it is next and has no escapes.
    #[inline]
    fn key_like(&mut self, key: &Cow<'a, str>) -> Option<Cow<'a, str>> {
        let &Cow::Borrowed(key) = key else { return None };
        let (start, end) = (self.at + 1, self.at + 1 + key.len());
        let stands_here = self.peek() == Some(b'"') && self.bytes.get(start..end)? == key.as_bytes() && self.bytes.get(end) == Some(&b'"');
        if !stands_here {
            return None;
        }
        let before = std::mem::replace(&mut self.at, end + 1);
        self.white();
        if self.peek() != Some(b':') {
            self.at = before;
            return None;
        }
        self.at += 1;
        self.white();
        Some(Cow::Borrowed(key)) // the same text
    }

    /// Skips a string, whose quote is next. Returns whether it has escapes.
    #[inline]
    fn skip_string(&mut self) -> Read<bool> {
        self.at += 1;
        let mut escaped = false;
        loop {
            self.at = end_of_plain(self.bytes, self.at);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(_) if self.lenient => self.at += 1,
                Some(control) => {
                    return Err(self.error(
                        Text::new("the control character {code} must be escaped in a string").with("code", format!("0x{control:02x}")),
                    ));
                }
                None => return Err(self.unexpected("the end of a string")),
            }
        }
    }

    /// Parses a string, whose quote is next.
    #[inline]
    fn string(&mut self) -> Read<Cow<'a, str>> {
        let start = self.at;
        if !self.skip_string()? {
            return Ok(Cow::Borrowed(self.text.part(start + 1..self.at - 1)));
        }
        // A lone surrogate is not a character, but JSON allows its escape. It reads as the replacement character.
        let written = self.text.part(start..self.at);
        Ok(Cow::Owned(serde_json::from_str(written).unwrap_or_else(|_| lossy(written))))
    }

    fn escape(&mut self) -> Read<()> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.bytes.after(self.at + 2).iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
                self.at += 2 + digits;
                if digits < 4 {
                    return Err(self.unexpected("four hexadecimal digits"));
                }
            }
            Some(_) => return Err(self.error("unknown escape in a string".into())),
            None => {
                self.at = self.bytes.len();
                return Err(self.unexpected("the end of a string"));
            }
        }
        Ok(())
    }

    /// Length of the string at `start`, which was validated before.
    fn string_length(&self, start: usize) -> usize {
        end_of_string(self.bytes, start + 1).expect("this string was parsed before") - start
    }

    /// Parses a number, `true`, `false` or `null`.
    #[inline]
    fn scalar(&mut self) -> Read<&'a str> {
        let start = self.at;
        let word = match self.peek() {
            Some(b'n') => "null",
            Some(b't') => "true",
            Some(b'f') => "false",
            _ => return self.number(),
        };
        if self.bytes.get(start..start + word.len()) == Some(word.as_bytes()) {
            self.at += word.len();
            return Ok(word);
        }
        if word.as_bytes().starts_with(self.bytes.after(start)) {
            self.at = self.bytes.len(); // the text ends in the middle of the word
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Read<&'a str> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.unexpected("a value")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        Ok(self.text.part(start..self.at))
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Read<()> {
        let start = self.at;
        self.digits();
        if self.at == start { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    #[cold]
    #[expect(clippy::unnecessary_box_returns, reason = "the error keeps the result small")]
    fn unexpected(&self, expected: &str) -> Box<SyntaxError> {
        let found = match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => "the end of the file".to_owned(),
            Some(character) if character.is_control() => format!("the character U+{:04X}", character as u32),
            Some(character) => format!("`{character}`"),
        };
        self.error(Text::new("expected {expected}, found {found}").with("expected", expected).with("found", found))
    }

    #[cold]
    #[expect(clippy::unnecessary_box_returns, reason = "the error keeps the result small")]
    fn error(&self, message: Text) -> Box<SyntaxError> {
        Box::new(SyntaxError { message, offset: self.at.min(self.bytes.len()), truncated: self.at >= self.bytes.len() })
    }
}

/// Offset in the source of a string (`raw`, including quotes) of the byte at `decoded` in its value, so that a label can point into
/// a string of another language.
///
/// The middle of a character maps to its start, and an offset after the value to the closing quote. `raw` is a valid string. Time is
/// linear in the length of `raw`.
///
/// # Example
/// ```
/// use tenantlint::syntax::json::json_offset;
/// assert_eq!(json_offset(r#""a\"b""#, 2), 4);
/// ```
pub fn json_offset(raw: &str, decoded: usize) -> usize {
    let (mut at, mut left) = (1, decoded);
    while let Some((written, read)) = character(raw.as_bytes(), at) {
        if left < read {
            return raw.floor_char_boundary(at);
        }
        left -= read;
        at += written;
    }
    at.min(raw.len())
}

/// The same for every byte of the value and the offset after it.
pub fn json_offsets(raw: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(raw.len());
    let mut at = 1;
    while let Some((written, read)) = character(raw.as_bytes(), at) {
        offsets.extend(std::iter::repeat_n(at, read));
        at += written;
    }
    offsets.push(at.min(raw.len()));
    offsets
}

/// The length of the byte or escape of a string that starts here, and that of its value; `None` at the end.
fn character(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let byte = *bytes.get(at).filter(|&&byte| byte != b'"')?;
    Some(match byte {
        b'\\' if bytes.get(at + 1) == Some(&b'u') => unicode_escape(bytes.after(at)),
        b'\\' => (2, 1),
        _ => (1, 1),
    })
}

/// The length of the escape `\uXXXX` that starts here, and that of its character. A lone surrogate reads as U+FFFD.
fn unicode_escape(bytes: &[u8]) -> (usize, usize) {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, 4),
        (first, _) => (6, first.and_then(|unit| char::from_u32(unit.into())).unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8()),
    }
}

/// The text of a string with `\u` escapes that are not characters: each reads as U+FFFD.
fn lossy(written: &str) -> String {
    let mut units = Vec::new();
    let mut rest = written.part(1..written.len() - 1);
    while let Some(at) = rest.find('\\') {
        units.extend(rest.before(at).encode_utf16());
        let length = if rest.after(at).starts_with("\\u") { 6 } else { 2 };
        let escape = rest.part(at..at + length);
        match u16::from_str_radix(escape.after(length.min(2)), 16) {
            Ok(unit) if length == 6 => units.push(unit),
            _ => units.extend(serde_json::from_str::<String>(&format!("\"{escape}\"")).unwrap_or_default().encode_utf16()),
        }
        rest = rest.after(at + length);
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Result<Scan<'_>, SyntaxError> {
        let mut found = Scan::default();
        scan(text, 0, &mut found)?;
        match skip_white(text, found.end) {
            end if end == text.len() => Ok(found),
            end => Err(Lexer::new(text, end).unexpected("the end of the file").into()),
        }
    }

    #[test]
    fn a_member_is_the_one_that_a_scan_finds() {
        let text = " { \"a\" : [ {\"b\": \"}\"} ] , \"b\": 1.5e3 ,\"\\u0063\":null, \"b\": 2 }";
        let scan = scanned(text).unwrap();
        for key in ["a", "b", "c", "d", ""] {
            assert_eq!(member(text, key), scan.get(text, key), "{key}");
        }
        for other in ["[1]", "1", "", "{", "{\"a\"", "{\"a\":", "{\"a\": [", "{\"a\" 1}"] {
            assert_eq!(member(other, "a"), None, "{other}");
        }
    }

    const SAMPLES: &[&str] = &[
        "null",
        " true ",
        "false",
        "0",
        "-0.5e+10",
        "12",
        "\"\"",
        "\"a\\\"b\\\\\"",
        "\"\\u00e9\\ud83d\\ude00\"",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        r#"{"a":1,"b":[true,null,{"c":"x"}],"d":{"a":2}}"#,
        "[1,2,[3,[4]]]",
        "{\"経費\":\"😀\"}",
        "\n[\r\n\t1 ,\n2 ]\n",
        // Not JSON:
        "",
        " ",
        "{",
        "[",
        "\"",
        "\"\\",
        "\"\\u12",
        "tru",
        "nul",
        "-",
        "01",
        "1.",
        "1e",
        "+1",
        ".5",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "[1 2]",
        "\"\u{1}\"",
        "\"\\x\"",
        "'a'",
        "[1}",
        "{\"a\":1]",
        "1 2",
        "// c\n1",
        "NaN",
        "\u{feff}1",
    ];

    #[test]
    fn accepts_what_serde_json_accepts() {
        for text in SAMPLES {
            let valid = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            assert_eq!(scanned(text).is_ok(), valid, "scan {text:?}");
            assert_eq!(parse(text).is_ok(), valid, "parse {text:?}");
            if valid {
                let value: serde_json::Value = serde_json::from_str(text).unwrap();
                assert_eq!(parse(text).unwrap().to_json(), value, "{text:?}");
            }
        }
    }

    #[test]
    fn every_cut_of_a_valid_text_is_truncated() {
        let text = r#"{"value":[{"id":"a\"\u00e9","on":true,"n":-1.5e3,"x":null},[]],"z":{"y":"経"}}"#;
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            let error = scanned(&text[..end]).unwrap_err();
            assert!(error.truncated, "{:?}: {error}", &text[..end]);
            assert_eq!(parse(&text[..end]).unwrap_err(), error);
        }
    }

    #[test]
    fn duplicate_keys_are_found_at_any_depth_and_in_any_spelling() {
        let text = r#"{"a":1,"b":{"x":1,"y":{},"x":2},"signInAudience":1,"signIn\u0041udience":2,"a":3}"#;
        let found = scanned(text).unwrap();
        let keys: Vec<(&str, &str)> = found.duplicates.iter().map(|twice| (twice.key.as_str(), &text[twice.bytes.clone()])).collect();
        assert_eq!(keys, [("x", "\"x\""), ("signInAudience", "\"signIn\\u0041udience\""), ("a", "\"a\"")]);
        assert_eq!(found.duplicates[2].bytes.start, text.rfind("\"a\"").unwrap());
    }

    #[test]
    fn duplicate_keys_of_a_large_object_are_found() {
        let members: Vec<String> = (0..3000).map(|n| format!("\"key{}\":0", n % 2999)).collect();
        let text = format!("{{{}}}", members.join(","));
        let found = scanned(&text).unwrap();
        assert_eq!(found.duplicates.len(), 1);
        assert_eq!(found.duplicates[0].key, "key0");
        assert_eq!(found.duplicates[0].bytes.start, text.rfind("\"key0\"").unwrap());
    }

    #[test]
    fn consecutive_objects_are_read_like_single_ones() {
        let many = (0..COMPARED + 44).map(|number| format!(r#""key{number}":{number},"#)).collect::<Vec<_>>().concat();
        let objects = [
            r#"{"a":1,"b":{"a":2},"c":[]}"#.to_owned(),
            r#"{"a":3,"b":{"a":4,"a":5},"c":[]}"#.to_owned(),
            r#"{"a":1,"b":1,"c":1,"b":2}"#.to_owned(),
            r#"{"a":1,"b":1,"c":1}"#.to_owned(),
            r#"{"a":1,"b":1,"a":1}"#.to_owned(),
            r#"{ "a" : 1 , "b" : 1 }"#.to_owned(),
            r#"{"a":1,"\u0062":1,"b":2}"#.to_owned(),
            r#"{"a":1,"\u0062":1}"#.to_owned(),
            r#"{"a\"b":1,"c":1}"#.to_owned(),
            r#"{"a":1,"b" 2}"#.to_owned(),
            r#"{"a":1,"b":1}"#.to_owned(),
            r#"{"a":1,"bc":1,"b":1}"#.to_owned(),
            r#"{"a":tru}"#.to_owned(),
            "{}".to_owned(),
            "[1]".to_owned(),
            format!("{{{many}\"x\":1}}"),
            format!("{{{many}\"x\":1,\"key7\":1,\"key290\":1}}"),
            format!("{{{many}\"x\":1}}"),
            format!("{{{many}\"y\":1,\"key290\":1}}"),
        ];
        // Nothing of a previous object must remain.
        let text = objects.iter().flat_map(|first| objects.iter().flat_map(move |second| [&**first, second])).collect::<String>();
        let mut kept = Scan::default();
        let mut start = 0;
        for object in objects.iter().flat_map(|first| objects.iter().flat_map(move |second| [first, second])) {
            let mut alone = Scan::default();
            assert_eq!(scan(&text, start, &mut kept), scan(&text, start, &mut alone), "{object}");
            if kept.end == start + object.len() {
                assert_eq!((&kept.members, &kept.duplicates), (&alone.members, &alone.duplicates), "{object}");
            }
            start += object.len();
        }
        assert_eq!(start, text.len());
    }

    #[test]
    fn deep_nesting_is_an_error() {
        for open in ["[", "{\"a\":"] {
            let text = open.repeat(100_000);
            assert!(scanned(&text).unwrap_err().message.to_string().contains("nested deeper"));
            assert!(parse(&text).unwrap_err().message.to_string().contains("nested deeper"));
            assert!(skip(&text, 0).unwrap_err().truncated);
        }
    }

    #[test]
    fn a_value_that_is_not_json_is_skipped_by_its_brackets() {
        for (text, value) in [
            (r#"{"a":"]\"}", b: tru} , 1"#, r#"{"a":"]\"}", b: tru}"#),
            ("[1,,[2]] ]", "[1,,[2]]"),
            ("\"x,y\" ]", "\"x,y\""),
            ("tru, 2", "tru"),
            ("12", "12"),
        ] {
            assert_eq!(&text[..skip(text, 0).unwrap()], value);
        }
        for cut_off in ["[1", "{\"a", "[\"\\"] {
            assert!(skip(cut_off, 0).unwrap_err().truncated, "{cut_off}");
        }
    }

    #[test]
    fn a_cursor_visits_members_and_finds_duplicate_keys() {
        let text = r#"{ "a" : [1] , "b":2,"a":3 } tail"#;
        let mut cursor = Cursor::new(text, 0);
        let mut values = Vec::new();
        while let Some((key, start)) = cursor.next_key().unwrap() {
            let end = skip(text, start).unwrap();
            values.push((key.into_owned(), &text[start..end]));
            cursor.resume(end);
        }
        assert_eq!(values, [("a".into(), "[1]"), ("b".into(), "2"), ("a".into(), "3")]);
        assert_eq!((&text[cursor.end()..], cursor.duplicates.len()), (" tail", 1));
    }

    #[test]
    fn members_have_their_bytes() {
        let text = r#" {"id": "x", "web": {"a": [1]}, "n":1} "#;
        let found = scanned(text).unwrap();
        let members: Vec<(&str, &str)> = found.members.iter().map(|(key, bytes)| (key.as_ref(), &text[bytes.clone()])).collect();
        assert_eq!(members, [("id", "\"x\""), ("web", "{\"a\": [1]}"), ("n", "1")]);
    }

    #[test]
    fn a_lenient_parser_accepts_the_extensions_of_templates() {
        let text = "// head\n{ /* a */ \"a\": [1, // one\n 2,], \"b\": \"x\n\\\"y\", /**/ \"c\": {\"d\": 1/*,*/,},\r}";
        let node = parse_lenient(text, 0).unwrap();
        let expected = serde_json::json!({"a": [1, 2], "b": "x\n\"y", "c": {"d": 1}});
        assert_eq!(node.to_json(), expected);
        assert_eq!(&text[node.get("b").unwrap().bytes.clone()], "\"x\n\\\"y\"");
        assert_eq!(skip_comments("1 // x\r// y\n /* z */ 2", 1), 21);
        for broken in ["{\"a\": 1 /* x", "{\"a\": 1 // x", "[,]", "{,}", "{\"a\": 1,,}", "{\"a\" / 1}"] {
            assert!(parse_lenient(broken, 0).is_err(), "{broken}");
        }
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            assert!(parse_lenient(&text[..end], 0).unwrap_err().truncated || text[..end].ends_with('/'), "{:?}", &text[..end]);
        }
    }

    #[test]
    fn a_lone_surrogate_reads_as_the_replacement_character() {
        assert_eq!(parse(r#""a\ud800\n\u00e9""#).unwrap().as_str(), Some("a\u{fffd}\né"));
    }

    #[test]
    fn a_place_in_a_string_is_found_in_what_is_written() {
        for raw in [
            r#""""#,
            r#""plain é 経 😀""#,
            r#""(user.displayName -eq \"\u0041\u00e9\u7d4c\ud83d\ude00\\\/\n\")""#,
            r#""a\ud800\n\ud800\ud800\udc00b\udc00""#,
        ] {
            let value = parse(raw).unwrap().as_str().unwrap().to_owned();
            let ends: Vec<usize> = (0..=value.len()).filter(|&at| value.is_char_boundary(at)).collect();
            for (&start, &end) in ends.iter().zip(&ends[1..]) {
                let written = &raw[json_offset(raw, start)..json_offset(raw, end)];
                assert_eq!(parse(&format!("\"{written}\"")).unwrap().as_str(), Some(&value[start..end]), "{raw} {start}");
                for inside in start..end {
                    assert_eq!(json_offset(raw, inside), json_offset(raw, start), "the middle of a character is its start");
                }
            }
            for after in [value.len(), value.len() + 1, usize::MAX] {
                assert_eq!(json_offset(raw, after), raw.len() - 1);
            }
        }
    }
}
