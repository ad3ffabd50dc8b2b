package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection that is opened finds, long after the database was. */
class OpeningTest {
    @TempDir
    private Path folder;

    private Path database(String name, String item) throws Exception {
        Path file = folder.resolve(name);
        try (SqliteDatabase db = Sqlite.open(file)) {
            db.run(c -> {
                c.update("create table item (name text)");
                c.update("insert into item values (?)", item);
            });
        }
        return file;
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasFieldOrPropertyWithValue("errorCode", 14)
                .hasMessageContaining(message);
    }

    /** The connections that are open keep to the file that they have; one on the new file would see and write something else. */
    @Test
    void aFileThatWasReplacedIsNotOpenedBesideTheOldOne() throws Exception {
        Path file = database("app.db", "old");
        Path other = database("other.db", "new");
        try (SqliteDatabase db = Sqlite.builder(file).maxReadConnections(2).open()) {
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            String replaced =
                    file + " was replaced or removed while it was open. Close the database and open it again.";
            try (Connection first = db.readPool().getConnection()) {
                assertThat(first.isClosed()).isFalse();
                assertRefused(() -> db.query("select 1", row -> 1), replaced);
                assertRefused(() -> db.read(c -> 1), replaced);
                assertRefused(() -> db.readPool().getConnection().close(), replaced);
            }
            assertThat(db.queryValue("select name from item", String.class))
                    .as("by the connection that was open")
                    .contains("old");
            // Its connection is not used again.
            db.maintain(Task.named("maintenance"), c -> 1);
            assertRefused(() -> db.run(c -> c.update("insert into item values ('astray')")), replaced);
            assertThat(db.stats().write().active()).isZero();
            assertThat(db.stats().read().active()).isZero();
        }
        try (SqliteDatabase db = Sqlite.open(file)) {
            assertThat(db.query("select name from item", row -> String.valueOf(row.getString(1))))
                    .containsExactly("new");
            Invariants.check(db);
        }
    }

    @Test
    void aFileThatWasRemovedIsNotMadeAnew() throws Exception {
        Path file = database("app.db", "old");
        try (SqliteDatabase db = Sqlite.builder(file).maxReadConnections(2).open()) {
            Files.delete(file);
            try (Connection first = db.readPool().getConnection()) {
                assertThat(first.isClosed()).isFalse();
                assertRefused(() -> db.query("select 1", row -> 1), file + " can't be found any more");
            }
            db.maintain(Task.named("maintenance"), c -> 1);
            assertRefused(() -> db.run(c -> c.update("insert into item values ('astray')")), "can't be found any more");
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCustomizerThatLeavesATransactionOpenIsRefused(Role careless) throws Exception {
        SqliteBuilder builder = Sqlite.builder(folder.resolve("app.db")).customizer((connection, role) -> {
            if (role == careless) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("begin");
                }
            }
        });
        assertThatThrownBy(() -> builder.open().close())
                .isInstanceOf(MisuseException.class)
                .hasMessageContaining("The connection customizer left a transaction open")
                .hasMessageContaining("it must end what it begins");
        try (SqliteDatabase db = Sqlite.open(folder.resolve("app.db"))) {
            Invariants.check(db);
        }
    }

    @Test
    void whatTheCustomizerThrowsIsThrownByOpen() throws Exception {
        AtomicReference<IllegalStateException> thrown = new AtomicReference<>();
        SqliteBuilder builder = Sqlite.builder(folder.resolve("app.db")).customizer((connection, role) -> {
            IllegalStateException failure = new IllegalStateException("no function today");
            thrown.set(failure);
            throw failure;
        });
        assertThatThrownBy(() -> builder.open().close())
                .satisfies(e -> assertThat(e).isSameAs(thrown.get()));
        try (SqliteDatabase db = Sqlite.open(folder.resolve("app.db"))) {
            Invariants.check(db);
        }
    }

    /** With its flag set the driver runs a BEGIN of its own after each statement that returned no row. */
    @Test
    void theDriverIsToldNotToLookAfterAutoCommit() throws Exception {
        Map<Role, Connection> drivers = new ConcurrentHashMap<>();
        SqliteBuilder builder = Sqlite.builder(folder.resolve("app.db"))
                .customizer((connection, role) -> drivers.put(role, connection));
        try (SqliteDatabase db = builder.open()) {
            db.run(c -> c.update("create table item (name text)"));
            assertThat(db.<Boolean, SQLException>read(c -> c.exists("select * from item")))
                    .isFalse();
            assertThat(drivers).containsOnlyKeys(Role.values());
            for (Connection driver : drivers.values()) {
                assertThat(driver.getAutoCommit()).isFalse();
            }
        }
    }
}
