package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ClosedException;
import dev.sqlane.Events;
import dev.sqlane.Role;
import dev.sqlane.Task;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a listener hears, and when. */
class EventsTest {
    private final List<String> configured = new CopyOnWriteArrayList<>();
    private final List<String> added = new CopyOnWriteArrayList<>();
    private SqliteDatabase db;

    /** Notes what happens to units. */
    private static Events notes(List<String> notes) {
        return new Events() {
            @Override
            public void unitStarted(Role role, Task task, Duration waited) {
                notes.add("started " + role + " " + task.name());
            }
        };
    }

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary(
                SqliteConfiguration.builder().events(notes(configured)).build());
        db.run(c -> c.script("create table item (id integer primary key, name text)"));
        configured.clear();
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private void insert(String name) throws SQLException {
        db.run(Task.named("insert " + name), c -> c.update("insert into item (name) values (?)", name));
    }

    @Test
    void aListenerCanComeAndGoBesidesTheConfiguredOne() throws Exception {
        Events listener = notes(added);

        insert("a");
        db.addListener(listener);
        db.addListener(listener);
        insert("b");
        db.removeListener(listener);
        insert("c");

        assertThat(added).containsExactly("started WRITE insert b");
        assertThat(configured)
                .containsExactly("started WRITE insert a", "started WRITE insert b", "started WRITE insert c");
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearing() throws Exception {
        db.addListener(new Events() {
            @Override
            public void unitStarted(Role role, Task task, Duration waited) {
                throw new IllegalStateException("a broken listener");
            }
        });
        db.addListener(notes(added));

        insert("a");

        assertThat(added).containsExactly("started WRITE insert a");
        assertThat(db.queryValue("select name from item", String.class)).contains("a");
    }

    @Test
    void aClosedDatabaseTakesNoListener() throws Exception {
        SqliteDatabase closed = Sqlite.temporary();
        closed.close();

        assertThatThrownBy(() -> closed.addListener(Events.NONE)).isInstanceOf(ClosedException.class);
        closed.removeListener(Events.NONE);
    }
}
