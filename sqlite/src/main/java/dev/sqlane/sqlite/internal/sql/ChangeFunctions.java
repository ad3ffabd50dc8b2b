package dev.sqlane.sqlite.internal.sql;

import dev.sqlane.sqlite.internal.sql.Tokenizer.Token;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The functions that tell of a connection's last write: {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()}. SQLite answers
 * for the physical connection that runs them. Where that is not the one that wrote, they are replaced by their values in the text. Defining
 * functions of the same names would not do: it would hide SQLite's own from triggers, inside which they mean something else.
 */
public final class ChangeFunctions {
    private static final Set<String> AFTER_A_COLUMN =
            Set.of("FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT");

    private final String sql;
    private final Answers answers;
    private final boolean rowidToo;
    private final Tokenizer tokens;

    private ChangeFunctions(String sql, Answers answers, boolean rowidToo) {
        this.sql = sql;
        this.answers = answers;
        this.rowidToo = rowidToo;
        this.tokens = new Tokenizer(sql);
    }

    /**
     * What the functions answer.
     *
     * @param rowid of the last row inserted
     * @param changes rows changed by the last statement that was to change any
     * @param total rows changed in all
     */
    public record Answers(long rowid, long changes, long total) {
        public static final Answers NONE = new Answers(0, 0, 0);
    }

    public static boolean areCalledIn(String sql) {
        // No quoted or spaced name has fewer characters in a row.
        return (containsWord(sql, "changes") || containsWord(sql, "last_insert_rowid"))
                && !replaced(sql, Answers.NONE, true).equals(sql);
    }

    private static boolean containsWord(String sql, String word) {
        for (int i = sql.length() - word.length(); i >= 0; i--) {
            if (sql.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the text with the answers in place of the calls. A call that is a column by itself keeps its name.
     *
     * @param rowidToo whether {@code last_insert_rowid()} is replaced; the other two do not change while a statement runs
     */
    public static String replaced(String sql, Answers answers, boolean rowidToo) {
        return new ChangeFunctions(sql, answers, rowidToo).replaced();
    }

    private String replaced() {
        StringBuilder replaced = new StringBuilder(sql.length() + 64);
        int copied = 0;
        int depth = 0;
        boolean columns = false;
        boolean columnBegins = false;
        tokens.next();
        while (tokens.token() != Token.END) {
            int start = tokens.start();
            Long answer = answerOfCall();
            if (answer != null) {
                replaced.append(sql, copied, start)
                        .append("cast(")
                        .append(answer.longValue())
                        .append(" as integer)");
                copied = tokens.end();
                tokens.next();
                if (columns && depth == 0 && columnBegins && columnEnds()) {
                    replaced.append(" as \"")
                            .append(sql.substring(start, copied).replace("\"", "\"\""))
                            .append('"');
                }
                columnBegins = false;
                continue;
            }
            depth += tokens.token() == Token.OPEN ? 1 : tokens.token() == Token.CLOSE ? -1 : 0;
            boolean select = tokens.isWord("SELECT");
            if (depth == 0) {
                columns = select || (columns && !isWordAfterColumn());
            }
            columnBegins = select
                    || tokens.token() == Token.COMMA
                    || (columnBegins && (tokens.isWord("DISTINCT") || tokens.isWord("ALL")));
            tokens.next();
        }
        return replaced.append(sql, copied, sql.length()).toString();
    }

    /** Returns the answer of the call that begins here, at whose closing parenthesis the tokens are then; null, with the tokens where they were, if none does. */
    private @Nullable Long answerOfCall() {
        if (tokens.token() != Token.WORD && tokens.token() != Token.QUOTED) {
            return null;
        }
        Long answer = answerOf(tokens.name());
        if (answer == null) {
            return null;
        }
        int start = tokens.start();
        tokens.next();
        if (tokens.token() == Token.OPEN) {
            tokens.next();
            if (tokens.token() == Token.CLOSE) {
                return answer;
            }
        }
        tokens.backTo(start);
        return null;
    }

    private @Nullable Long answerOf(String function) {
        return switch (function.toLowerCase(Locale.ROOT)) {
            case "last_insert_rowid" -> rowidToo ? (Long) answers.rowid() : null;
            case "changes" -> answers.changes();
            case "total_changes" -> answers.total();
            default -> null;
        };
    }

    private boolean columnEnds() {
        return switch (tokens.token()) {
            case COMMA, SEMICOLON, END -> true;
            default -> isWordAfterColumn();
        };
    }

    private boolean isWordAfterColumn() {
        return tokens.token() == Token.WORD
                && AFTER_A_COLUMN.contains(tokens.name().toUpperCase(Locale.ROOT));
    }
}
