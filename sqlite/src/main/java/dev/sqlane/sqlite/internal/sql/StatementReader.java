package dev.sqlane.sqlite.internal.sql;

import dev.sqlane.sqlite.internal.sql.Tokenizer.Token;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one statement after the other. Statements end at semicolons, except that the body of a trigger has some of its
 * own: it ends with a semicolon, the word END and another semicolon. The END of a CASE never follows a semicolon, so
 * nesting needs no counting.
 */
final class StatementReader {
    private final String sql;
    private final Tokenizer tokens;

    /** Where the last token of the current statement ends. */
    private int end;

    /** Whether the current statement creates a temporary object or names the schema. */
    private boolean mentionsTemp;

    /** Whether the token before the current one is the name {@code temp}; before a dot it is the schema. */
    private boolean afterTemp;

    StatementReader(String sql) {
        this.sql = sql;
        this.tokens = new Tokenizer(sql);
        tokens.next();
    }

    /** Returns the next statement, or {@code null} after the last. */
    @Nullable
    SqlStatement read() {
        while (tokens.token() == Token.SEMICOLON) {
            tokens.next();
        }
        if (tokens.token() == Token.END) {
            return null;
        }
        int start = tokens.start();
        mentionsTemp = false;
        afterTemp = false;
        boolean explain = take("EXPLAIN");
        if (explain && take("QUERY")) {
            take("PLAN");
        }
        String pragma = null;
        boolean trigger = false;
        Kind kind;
        if (take("PRAGMA")) {
            pragma = takePragmaName();
            kind = Pragmas.kind(pragma, tokens.token());
        } else {
            kind = kind();
            if (take("CREATE")) {
                mentionsTemp = take("TEMP") || take("TEMPORARY");
                trigger = take("TRIGGER");
            } else if (take("ANALYZE")) {
                mentionsTemp = isTemp();
            }
            kind = explain ? Kind.EXPLAIN : kind;
        }
        takeRest(trigger);
        return new SqlStatement(sql.substring(start, end), kind, mentionsTemp, pragma);
    }

    private Kind kind() {
        return tokens.token() == Token.WORD ? kindOf(tokens.name()) : Kind.OTHER;
    }

    /** Returns the kind of a statement that begins with a word. */
    static Kind kindOf(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "SELECT", "VALUES" -> Kind.SELECT;
            case "WITH" -> Kind.WITH;
            case "INSERT", "REPLACE" -> Kind.INSERT;
            case "UPDATE" -> Kind.UPDATE;
            case "DELETE" -> Kind.DELETE;
            case "CREATE", "ALTER", "DROP", "REINDEX", "ANALYZE" -> Kind.SCHEMA;
            case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE" -> Kind.TRANSACTION_CONTROL;
            case "ATTACH" -> Kind.ATTACH;
            case "DETACH" -> Kind.DETACH;
            case "VACUUM" -> Kind.VACUUM;
            default -> Kind.OTHER;
        };
    }

    /** Takes the name of a pragma, which may be in quotes and may have a schema, in quotes too, before it. */
    private String takePragmaName() {
        String name = takeName();
        if (tokens.token() == Token.DOT) {
            take();
            name = takeName();
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private String takeName() {
        if (tokens.token() != Token.WORD && tokens.token() != Token.QUOTED) {
            return "";
        }
        String name = tokens.name();
        take();
        return name;
    }

    private void takeRest(boolean trigger) {
        boolean afterSemicolon = false;
        boolean afterEnd = false;
        while (tokens.token() != Token.END) {
            if (tokens.token() == Token.SEMICOLON) {
                if (!trigger || afterEnd) {
                    return;
                }
                afterSemicolon = true;
            } else {
                afterEnd = afterSemicolon && tokens.isWord("END");
                afterSemicolon = false;
            }
            take();
        }
    }

    /** Takes the current token if it is this keyword. */
    private boolean take(String keyword) {
        boolean found = tokens.isWord(keyword);
        if (found) {
            take();
        }
        return found;
    }

    /** Takes the current token into the statement. */
    private void take() {
        mentionsTemp |= afterTemp && tokens.token() == Token.DOT;
        afterTemp = isTemp();
        end = tokens.end();
        tokens.next();
    }

    private boolean isTemp() {
        boolean name = tokens.token() == Token.WORD || tokens.token() == Token.QUOTED;
        // At most two quotes longer; looked at before name() is, which makes a string.
        int length = tokens.end() - tokens.start();
        return name && length >= 4 && length <= 6 && tokens.name().equalsIgnoreCase("temp");
    }
}
