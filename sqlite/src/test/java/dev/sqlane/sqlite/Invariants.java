package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.DatabaseStatistics;
import dev.sqlane.PoolStatistics;
import java.sql.SQLException;

/** What must hold of a database at the end of every test: nothing is out, nobody waits, the file is sound. */
public final class Invariants {
    private Invariants() {}

    public static void check(SqliteDatabase db) throws SQLException {
        DatabaseStatistics stats = db.stats();
        for (PoolStatistics pool : new PoolStatistics[] {stats.read(), stats.write()}) {
            assertThat(pool.active())
                    .as("connections out of the %s", pool.role())
                    .isZero();
            assertThat(pool.waiting()).as("waiters before the %s", pool.role()).isZero();
            assertThat(pool.idle()).as("idle in the %s", pool.role()).isLessThanOrEqualTo(pool.maximum());
            assertThat(pool.longestHolder()).as("holder of the %s", pool.role()).isEmpty();
        }
        assertThat(db.queryValue("pragma integrity_check", String.class)).contains("ok");
        // The write connection works, and no transaction was left open on it.
        int one = db.write(c -> c.queryValue("select 1", Integer.class).orElseThrow());
        assertThat(one).isEqualTo(1);
    }
}
