package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.GroupCollapsedException;
import dev.sqlane.sqlite.Invariants;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traps 4 and 12c: SQLite rolls a transaction back by itself, and the caller goes on. */
class RolledBackTrapsTest {
    @TempDir
    Path folder;

    private Path file;
    private final Recorder recorder = new Recorder();
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("trap.db");
        db = Sqlite.open(file, Plain.impatient(recorder));
        db.run(c -> c.script("""
                create table item (id integer primary key, name text unique not null);
                create trigger forbidden before insert on item when new.name = 'forbidden'
                begin select raise(rollback, 'forbidden name'); end;
                """));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private String names() throws SQLException {
        return db.queryValue("select group_concat(name) from (select name from item order by id)", String.class)
                .orElse("");
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into item (name) values (?)")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }

    @Test
    void trap4PlainTheDriverStillBelievesInATransactionThatIsGone() throws Exception {
        try (Connection connection = Plain.open(file)) {
            insert(connection, "first");
            connection.setAutoCommit(false);
            insert(connection, "second");
            assertThatThrownBy(() -> Plain.run(connection, "insert or rollback into item (name) values ('first')"))
                    .hasMessageContaining("SQLITE_CONSTRAINT_UNIQUE");
            insert(connection, "third");
            assertThat(names()).as("what others see").isEqualTo("first,third");
            assertThatThrownBy(connection::rollback).hasMessageContaining("no transaction is active");
            assertThat(names()).as("after the rollback").isEqualTo("first,third");
        }
    }

    @Test
    void trap4SqlaneTheErrorItselfReachesTheCallerAndNothingElseIsWritten() throws Exception {
        db.run(c -> c.update("insert into item (name) values ('first')"));
        assertThatThrownBy(() -> db.run(c -> {
                    c.update("insert into item (name) values ('second')");
                    c.update("insert or rollback into item (name) values ('first')");
                }))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class)
                .hasFieldOrPropertyWithValue("SQLState", "23505");
        try (Connection connection = db.writePool().getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "second");
            assertThatThrownBy(() -> Plain.run(connection, "insert or rollback into item (name) values ('first')"))
                    .isInstanceOf(SQLIntegrityConstraintViolationException.class);
            assertThatThrownBy(() -> insert(connection, "third")).hasCauseInstanceOf(GroupCollapsedException.class);
            connection.rollback();
            insert(connection, "fourth");
            connection.commit();
        }
        assertThat(names()).isEqualTo("first,fourth");
    }

    /** A full disk, played by the largest number of pages that the connection may make. */
    @Test
    void trap4SqlaneAFullDiskUndoesTheUnit() throws Exception {
        Path small = folder.resolve("small.db");
        try (SqliteDatabase full =
                Sqlite.builder(small).pragma("max_page_count", "6").open()) {
            full.run(c -> c.script("create table item (data blob); create table log (text text)"));
            assertThatThrownBy(() -> full.run(c -> {
                        c.update("insert into log values ('before')");
                        assertThatThrownBy(() -> c.update("insert into item values (zeroblob(100000))"))
                                .isInstanceOf(SQLNonTransientException.class)
                                .hasFieldOrPropertyWithValue("SQLState", "53100");
                        c.update("insert into log values ('after')");
                    }))
                    .isInstanceOf(GroupCollapsedException.class);
            assertThat(full.exists("select 1 from log")).isFalse();
            full.run(c -> c.update("insert into log values ('later')"));
            assertThat(full.queryValue("select text from log", String.class)).contains("later");
            Invariants.check(full);
        }
    }

    @Test
    void trap12cPlainAUnitThatGoesOnAfterRaiseRollbackCommitsEachStatement() throws Exception {
        try (Connection connection = Plain.open(file)) {
            connection.setAutoCommit(false);
            insert(connection, "first");
            assertThatThrownBy(() -> insert(connection, "forbidden")).hasMessageContaining("forbidden name");
            insert(connection, "second");
        }
        assertThat(names()).as("of a transaction that was never committed").isEqualTo("second");
    }

    @Test
    void trap12cSqlaneAUnitThatGoesOnIsRefused() throws Exception {
        assertThatThrownBy(() -> db.run(c -> {
                    c.update("insert into item (name) values ('first')");
                    assertThatThrownBy(() -> c.update("insert into item (name) values ('forbidden')"))
                            .hasMessageContaining("forbidden name");
                    assertThatThrownBy(() -> c.update("insert into item (name) values ('second')"))
                            .isInstanceOf(GroupCollapsedException.class);
                }))
                .isInstanceOf(GroupCollapsedException.class)
                .hasMessageContaining("Nothing of it is committed")
                .hasRootCauseMessage("[SQLITE_CONSTRAINT_TRIGGER] A RAISE function within a trigger fired,"
                        + " causing the SQL statement to abort (forbidden name)");
        assertThat(names()).isEmpty();
    }
}
