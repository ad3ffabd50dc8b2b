package dev.sqlane.sqlite.internal.sql;

import dev.sqlane.sqlite.internal.sql.Tokenizer.Token;
import java.util.HashMap;
import java.util.Map;

/** Counts the parameters of a text without compiling it, by SQLite's rules for their numbers. */
public final class Parameters {
    /** SQLite refuses numbers above this one. */
    private static final int MOST = 32_766;

    private Parameters() {}

    /** Returns the highest number of a parameter in the text; 0 where it has none. */
    public static int count(String sql) {
        Tokenizer tokens = new Tokenizer(sql);
        Map<String, Integer> named = Map.of();
        int highest = 0;
        for (tokens.next(); tokens.token() != Token.END; tokens.next()) {
            if (tokens.token() != Token.PARAMETER) {
                continue;
            }
            if (tokens.end() - tokens.start() == 1) {
                highest++;
            } else if (sql.charAt(tokens.start()) == '?') {
                highest = Math.max(highest, number(sql, tokens.start() + 1, tokens.end()));
            } else {
                if (named.isEmpty()) {
                    named = new HashMap<>();
                }
                if (named.putIfAbsent(sql.substring(tokens.start(), tokens.end()), highest + 1) == null) {
                    highest++;
                }
            }
        }
        return Math.min(highest, MOST);
    }

    private static int number(String sql, int start, int end) {
        long number = 0;
        for (int i = start; i < end && number <= MOST; i++) {
            number = number * 10 + (sql.charAt(i) - '0');
        }
        return (int) Math.min(number, MOST);
    }
}
