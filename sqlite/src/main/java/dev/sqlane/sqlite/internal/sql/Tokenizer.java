package dev.sqlane.sqlite.internal.sql;

/**
 * Walks over the tokens of SQL text by SQLite's lexical rules, blanks and comments left out. It makes no objects: a
 * token is its kind and its place in the text.
 *
 * <p>Corners that are easy to miss, all as SQLite has them: a backslash escapes nothing; a quoted token, a blob and a
 * comment that are not closed reach to the end of the text; comments don't nest; a parameter with a suffix in
 * parentheses, {@code $a(;')}, holds anything up to the parenthesis or a blank; {@code $} continues a name but begins
 * a parameter; a byte order mark between tokens is a blank, inside a name it is part of it; a vertical tab is a blank only
 * after another one.
 */
final class Tokenizer {
    /** What a token is, as far as statements need to tell tokens apart. */
    enum Token {
        /** A keyword or a name without quotes. */
        WORD,
        /** Anything in quotes or brackets. SQLite takes each of them for a name where it expects a name. */
        QUOTED,
        SEMICOLON,
        DOT,
        EQUALS,
        OPEN,
        CLOSE,
        COMMA,
        /** A place for a value, with a name or a number or without. */
        PARAMETER,
        /** A number, an operator, or what SQLite does not know. */
        OTHER,
        /** There is no further token. */
        END
    }

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String sql;
    private Token token = Token.END;
    private int start;
    private int end;

    Tokenizer(String sql) {
        this.sql = sql;
    }

    /** Returns the current token. */
    Token token() {
        return token;
    }

    /** Returns where the current token begins. */
    int start() {
        return start;
    }

    /** Returns where the current token ends: the index of the first character after it. */
    int end() {
        return end;
    }

    /** Tells whether the current token is this keyword, not in quotes. */
    boolean isWord(String keyword) {
        return token == Token.WORD
                && end - start == keyword.length()
                && sql.regionMatches(true, start, keyword, 0, keyword.length());
    }

    /** Returns the current token as a name: without its quotes, if it has any. */
    String name() {
        if (token != Token.QUOTED) {
            return sql.substring(start, end);
        }
        char quote = sql.charAt(start);
        char close = quote == '[' ? ']' : quote;
        int last = end - 1 > start && sql.charAt(end - 1) == close ? end - 1 : end;
        String inner = sql.substring(start + 1, last);
        return quote == '[' ? inner : inner.replace("" + quote + quote, "" + quote);
    }

    /** Goes on to the next token. */
    void next() {
        start = afterBlanks(end);
        if (start == sql.length()) {
            token = Token.END;
            end = start;
            return;
        }
        char first = sql.charAt(start);
        token = Token.OTHER;
        end = start + 1;
        switch (first) {
            case ';' -> token = Token.SEMICOLON;
            case '.' -> token = Token.DOT;
            case '=' -> token = Token.EQUALS;
            case '(' -> token = Token.OPEN;
            case ')' -> token = Token.CLOSE;
            case ',' -> token = Token.COMMA;
            case '?' -> {
                token = Token.PARAMETER;
                while (end < sql.length() && isDigit(sql.charAt(end))) {
                    end++;
                }
            }
            case '\'', '"', '`' -> {
                token = Token.QUOTED;
                end = afterQuoted(first);
            }
            case '[' -> {
                token = Token.QUOTED;
                int close = sql.indexOf(']', end);
                end = close < 0 ? sql.length() : close + 1;
            }
            case '$', '@', ':', '#' -> {
                end = afterParameter();
                token = first == '#' || end == start + 1 ? Token.OTHER : Token.PARAMETER;
            }
            default -> {
                if (isNamePart(first)) {
                    // A number is taken for one word with what clings to it, as SQLite does to refuse it. Its sign and
                    // point
                    // are tokens of their own here, which makes no difference to where statements end.
                    token = isDigit(first) ? Token.OTHER : Token.WORD;
                    while (end < sql.length() && isNamePart(sql.charAt(end))) {
                        end++;
                    }
                }
            }
        }
    }

    /** Goes back to the token that begins at {@code index}. */
    void backTo(int index) {
        end = index;
        next();
    }

    private int afterBlanks(int from) {
        int i = from;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (isBlank(c)) {
                i++;
                while (i < sql.length() && (isBlank(sql.charAt(i)) || sql.charAt(i) == '\u000B')) {
                    i++;
                }
            } else if (c == BYTE_ORDER_MARK) {
                i++;
            } else if (sql.startsWith("--", i)) {
                int newline = sql.indexOf('\n', i);
                i = newline < 0 ? sql.length() : newline + 1;
            } else if (sql.startsWith("/*", i) && i + 2 < sql.length()) {
                int close = sql.indexOf("*/", i + 2);
                i = close < 0 ? sql.length() : close + 2;
            } else {
                break;
            }
        }
        return i;
    }

    /** A doubled quote stands for one. Taking it for the end of one token and the beginning of another would do as well. */
    private int afterQuoted(char quote) {
        int i = end;
        while (true) {
            int close = sql.indexOf(quote, i);
            if (close < 0) {
                return sql.length();
            }
            if (close + 1 == sql.length() || sql.charAt(close + 1) != quote) {
                return close + 1;
            }
            i = close + 2;
        }
    }

    private int afterParameter() {
        boolean named = false;
        int i = end;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (isNamePart(c)) {
                named = true;
                i++;
            } else if (c == '(' && named) {
                i++;
                while (i < sql.length()
                        && sql.charAt(i) != ')'
                        && !isBlank(sql.charAt(i))
                        && sql.charAt(i) != '\u000B') {
                    i++;
                }
                return i < sql.length() && sql.charAt(i) == ')' ? i + 1 : i;
            } else if (sql.startsWith("::", i)) {
                i += 2;
            } else {
                return i;
            }
        }
        return i;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
