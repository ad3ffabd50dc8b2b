package dev.sqlane.sqlite.internal.connection;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The compiled statements of one physical connection, by their text; the least recently used goes first.
 *
 * <p>A cached statement stays right across schema changes, whoever makes them: SQLite compiles it again when it is run. Only
 * what it says of its columns before that can be old; {@link Session#metadata} sees to it. Guarded by
 * the ownership of the connection.
 */
final class StatementCache {
    private final int capacity;
    private final LongAdder hits;
    private final LongAdder misses;
    private final LinkedHashMap<String, CachedStatement> statements = new LinkedHashMap<>(32, 0.75f, true);

    StatementCache(int capacity, LongAdder hits, LongAdder misses) {
        this.capacity = capacity;
        this.hits = hits;
        this.misses = misses;
    }

    /** Returns an idle statement of that text, or null. */
    @Nullable
    CachedStatement find(String sql) {
        CachedStatement found = statements.get(sql);
        if (found != null && !found.inUse) {
            hits.increment();
            return found;
        }
        misses.increment();
        return null;
    }

    /** Takes a new statement in, unless one of its text is there; returns the ones to close in its stead. */
    List<CachedStatement> add(CachedStatement statement) {
        if (capacity == 0 || statements.containsKey(statement.key())) {
            return List.of();
        }
        statement.cached = true;
        statements.put(statement.key(), statement);
        if (statements.size() <= capacity) {
            return List.of();
        }
        List<CachedStatement> evicted = new ArrayList<>(1);
        Iterator<CachedStatement> eldest = statements.values().iterator();
        CachedStatement first = eldest.next();
        eldest.remove();
        first.cached = false;
        if (!first.inUse) {
            evicted.add(first);
        }
        return evicted;
    }

    void remove(CachedStatement statement) {
        statements.remove(statement.key(), statement);
        statement.cached = false;
    }

    int size() {
        return statements.size();
    }
}
