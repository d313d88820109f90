//! Lists that many parts of the input fill side by side, and that are joined then.

/// A list that grows, and takes in another, without moving what is in it: a million elements are written to memory once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunks<T> {
    /// None of them is empty.
    chunks: Vec<Vec<T>>,
}

/// How many elements the first chunk of a list has room for: most files give few.
const FIRST: usize = 4;

/// How many elements a chunk has room for at most.
const LARGEST: usize = 256;

/// From this many elements on a chunk of another list is taken as it is: below, moving them costs less than many small chunks do.
const WHOLE: usize = 32;

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T> Chunks<T> {
    /// Appends an element, and gives it back where it lies now.
    pub fn push(&mut self, element: T) -> &mut T {
        let room = self.chunks.last().map_or(FIRST, |last| (last.capacity() * 2).clamp(FIRST, LARGEST));
        if self.chunks.last().is_none_or(|last| last.len() == last.capacity()) {
            self.chunks.push(Vec::with_capacity(room));
        }
        let last = self.chunks.last_mut().expect("one was pushed where there was none");
        last.push(element);
        last.last_mut().expect("just pushed")
    }

    /// Appends what another list holds.
    pub fn append(&mut self, other: Self) {
        for chunk in other.chunks {
            if chunk.len() >= WHOLE { self.chunks.push(chunk) } else { self.extend(chunk) }
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(Vec::len).sum()
    }

    /// The elements in their order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    /// The elements with their places, for [`Chunks::at`].
    pub fn places(&self) -> impl Iterator<Item = (At, &T)> {
        let number = |at: usize| u32::try_from(at).expect("4 GiB of input have less elements");
        let places = move |(chunk, elements): (usize, &'_ Vec<T>)| (0..elements.len()).map(move |at| At(number(chunk), number(at)));
        self.chunks.iter().enumerate().flat_map(places).map(|at| (at, self.at(at)))
    }

    /// The element at a place of this list.
    #[expect(clippy::indexing_slicing, reason = "places are those of `places`, and nothing is removed")]
    pub fn at(&self, At(chunk, at): At) -> &T {
        &self.chunks[chunk as usize][at as usize]
    }
}

impl<T> IntoIterator for Chunks<T> {
    type Item = T;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.chunks.into_iter().flatten()
    }
}

/// The place of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(u32, u32);

impl<T> Extend<T> for Chunks<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, elements: I) {
        for element in elements {
            self.push(element);
        }
    }
}

impl<T> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut chunks = Self::default();
        chunks.extend(elements);
        chunks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_stays_in_its_order_and_place() {
        for lengths in [[0, 0, 0], [1, 0, 3], [31, 32, 33], [5000, 1, 255], [0, 700, 4]] {
            let mut all = Chunks::default();
            let mut expected = Vec::new();
            for length in lengths {
                let part: Chunks<usize> = (expected.len()..expected.len() + length).collect();
                expected.extend(part.iter().copied());
                all.append(part);
            }
            assert_eq!(all.len(), expected.len());
            assert!(all.places().map(|(at, element)| (*all.at(at), *element)).eq(expected.iter().map(|element| (*element, *element))));
            assert!(all.into_iter().eq(expected));
        }
    }

    #[test]
    fn what_was_pushed_can_be_changed_where_it_lies() {
        let mut list = Chunks::default();
        (0..1000).for_each(|number| *list.push(number) += 1);
        assert!(list.iter().copied().eq(1..=1000));
    }
}
