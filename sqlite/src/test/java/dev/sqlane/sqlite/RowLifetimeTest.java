package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that is kept beyond its mapper's call never shows what belongs to another query. */
class RowLifetimeTest {
    private static final String NAMES = "select name from item order by name";

    private SqliteDatabase db;

    /** With one read connection, the next query runs the same compiled statement. */
    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(
                SqliteConfiguration.builder().maxReadConnections(1).build());
        db.run(c -> c.script("create table item (name text); insert into item values ('a'), ('b')"));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private static void assertEnded(Row row) {
        for (ThrowingCallable access : List.<ThrowingCallable>of(
                row::columnCount,
                () -> row.columnName(1),
                () -> row.isNull(1),
                () -> row.isNull("name"),
                () -> row.getInt(1),
                () -> row.getInt("name"),
                () -> row.getLong(1),
                () -> row.getLong("name"),
                () -> row.getDouble(1),
                () -> row.getDouble("name"),
                () -> row.getBoolean(1),
                () -> row.getBoolean("name"),
                () -> row.getString(1),
                () -> row.getString("name"),
                () -> row.getBytes(1),
                () -> row.getBytes("name"),
                () -> row.get(1, String.class),
                () -> row.get("name", String.class))) {
            assertThatThrownBy(access)
                    .isInstanceOf(MisuseException.class)
                    .hasMessageContaining("after its query had ended")
                    .hasMessageContaining("inside the row mapper");
        }
    }

    @Test
    void afterQuery() throws Exception {
        List<Row> rows = db.query(NAMES, row -> {
            // Known by its name, so that nothing needs to be looked up later.
            assertThat(row.getString("name")).isNotNull();
            return row;
        });
        assertThat(rows).hasSize(2).allSatisfy(RowLifetimeTest::assertEnded);
        assertThat(db.query(NAMES, next -> {
                    assertEnded(rows.get(0));
                    return next.getString(1);
                }))
                .as("while the next borrower reads by the same statement")
                .containsExactly("a", "b");
    }

    @Test
    void afterQueryOne() throws Exception {
        AtomicReference<Row> kept = new AtomicReference<>();
        String one = NAMES + " limit 1";
        assertThat(db.queryOne(one, row -> {
                    kept.set(row);
                    return row.getString(1);
                }))
                .contains("a");
        assertEnded(kept.get());
        assertThat(db.queryOne(one, next -> {
                    assertEnded(kept.get());
                    return next.getString(1);
                }))
                .contains("a");
    }

    @Test
    void afterAStreamWasClosedAtItsFirstRow() throws Exception {
        db.<Object, SQLException>read(c -> {
            Row row;
            try (Stream<Row> rows = c.stream(NAMES, kept -> kept)) {
                row = rows.iterator().next();
                assertThat(row.getString("name")).isEqualTo("a");
            }
            assertEnded(row);
            return row;
        });
    }

    /** A cursor past its last row would answer NULL to every question. */
    @Test
    void afterAStreamsLastRow() throws Exception {
        db.<Object, SQLException>read(c -> {
            try (Stream<Row> rows = c.stream(NAMES, row -> row)) {
                Iterator<Row> iterator = rows.iterator();
                Row row = iterator.next();
                iterator.next();
                assertThat(row.getString(1)).isEqualTo("b");
                assertThat(iterator.hasNext()).isFalse();
                assertEnded(row);
                return row;
            }
        });
    }

    /** The unit's end closes a stream that was left open, and the next unit may use its statement. */
    @Test
    @SuppressWarnings("StreamResourceLeak") // left to the unit's end on purpose
    void afterTheUnit() throws Exception {
        List<Row> kept = new ArrayList<>();
        db.<Object, SQLException>read(c -> {
            Row row = c.stream(NAMES, each -> each).iterator().next();
            kept.add(row);
            return row.getString(1);
        });
        assertEnded(kept.get(0));
        assertThat(db.query(NAMES, next -> {
                    assertEnded(kept.get(0));
                    return next.getString(1);
                }))
                .containsExactly("a", "b");
    }

    @Test
    void afterASavepointThatClosedTheStream() throws Exception {
        db.run(c -> {
            Row row = c.<Row, SQLException>savepoint(inner -> {
                Iterator<Row> rows = inner.stream(NAMES, each -> each).iterator();
                return rows.next();
            });
            assertEnded(row);
        });
    }

    /** One object shows the rows one after another, as the documentation of {@link Row} says. */
    @Test
    void keptWithinItsQueryItShowsTheCurrentRow() throws Exception {
        AtomicReference<Row> first = new AtomicReference<>();
        List<String> shown = db.query(NAMES, row -> {
            first.compareAndSet(null, row);
            return first.get().getString(1);
        });
        assertThat(shown).containsExactly("a", "b");
    }
}
