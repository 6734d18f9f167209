//! Tokens for tantivy: overlapping pairs, or single characters, of folded text. The text between two line ends is a
//! paragraph; no pair crosses a line end, and positions count characters, so that a phrase cannot cross one either.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// Name of the tokenizer of pairs.
pub const PAIRS: &str = "pairs";
/// Name of the tokenizer of single characters.
pub const SINGLES: &str = "singles";

/// Makes the tokenizers known to an index.
pub fn register(manager: &TokenizerManager) {
    manager.register(PAIRS, Ngrams { length: 2 });
    manager.register(SINGLES, Ngrams { length: 1 });
}

/// Character n-grams.
#[derive(Clone)]
pub struct Ngrams {
    length: usize,
}

impl Tokenizer for Ngrams {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream { text, length: self.length, next: 0, position: 0, token: Token::default() }
    }
}

/// The n-grams of a text.
pub struct Stream<'a> {
    text: &'a str,
    length: usize,
    /// Byte offset of the next n-gram.
    next: usize,
    /// Its position, in characters.
    position: usize,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(first) = self.text[self.next..].chars().next() {
            let start = self.next;
            let position = self.position;
            self.next += first.len_utf8();
            self.position += 1;
            let Some(gram) = gram(&self.text[start..], self.length) else { continue };
            self.token.offset_from = start;
            self.token.offset_to = start + gram.len();
            self.token.position = position;
            self.token.text.clear();
            self.token.text.push_str(gram);
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The first `length` characters, if there are as many before the next line end.
fn gram(text: &str, length: usize) -> Option<&str> {
    let last = text.char_indices().nth(length - 1)?;
    let gram = &text[..last.0 + last.1.len_utf8()];
    (!gram.contains('\n')).then_some(gram)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str, length: usize) -> Vec<(usize, String)> {
        let mut tokenizer = Ngrams { length };
        let mut stream = tokenizer.token_stream(text);
        let mut tokens = Vec::new();
        while stream.advance() {
            tokens.push((stream.token().position, stream.token().text.clone()));
        }
        tokens
    }

    #[test]
    fn pairs_do_not_cross_paragraphs() {
        let expected = [(0, "小学".to_owned()), (3, "教师".to_owned()), (4, "师2".to_owned())];
        assert_eq!(tokens("小学\n教师2", 2), expected);
        assert_eq!(tokens("小\n学", 2), []);
        assert_eq!(tokens("小\n学", 1), [(0, "小".to_owned()), (2, "学".to_owned())]);
    }
}
