package dev.sqlane.sqlite.internal.dropin;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The verdicts on the texts that were used lately, for all connections of one database. Bounded in the simplest way: when it is full it begins
 * anew, which costs each text in use some microseconds. Programs with parameters in their texts have fewer texts than fit; others would
 * not profit from anything more careful.
 */
public final class Verdicts {
    private static final int MOST_TEXTS = 1_000;

    /** Longer texts are looked at each time. */
    private static final int LONGEST_TEXT = 10_000;

    private final ConcurrentHashMap<String, Verdict> known = new ConcurrentHashMap<>();

    Verdict of(String sql) {
        Verdict verdict = known.get(sql);
        if (verdict == null) {
            verdict = new Verdict(sql);
            if (sql.length() <= LONGEST_TEXT) {
                if (known.size() >= MOST_TEXTS) {
                    known.clear();
                }
                known.put(sql, verdict);
            }
        }
        return verdict;
    }
}
