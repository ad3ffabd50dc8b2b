package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.Task;
import java.lang.ref.WeakReference;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDBC URL: what it may say, and how long the database behind it stays open. */
class SqlaneDriverTest {
    @TempDir
    Path folder;

    private String url(String rest) {
        return "jdbc:sqlane:sqlite:" + folder + "/" + rest;
    }

    private static void create(Connection c) throws SQLException {
        DropInSubject.update(c, "create table item (id integer primary key, name text)");
    }

    private Path log() {
        return folder.resolve("app.db-wal");
    }

    // Opening and closing --------------------------------------------------------------------------------------------

    @Test
    void theDatabaseIsOpenFromTheFirstConnectionToTheLast() throws Exception {
        try (Connection one = DriverManager.getConnection(url("app.db"))) {
            create(one);
            try (Connection two = DriverManager.getConnection(url("app.db"))) {
                two.setAutoCommit(false);
                DropInSubject.update(two, "insert into item (name) values ('a')");
                two.commit();
            }
            assertThat(DropInSubject.query(one, "select name from item")).containsExactly("a");
            assertThat(log()).exists();
        }
        assertThat(log()).doesNotExist();
        // So the file can be replaced.
        Files.delete(folder.resolve("app.db"));
        try (Connection again = DriverManager.getConnection(url("app.db"))) {
            create(again);
            assertThat(DropInSubject.query(again, "select name from item")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing/app.db", "."})
    void whatCannotBeOpenedIsAConnectionThatCannotBeHad(String path) {
        assertThatThrownBy(() -> DriverManager.getConnection(url(path)).close())
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasFieldOrPropertyWithValue("SQLState", "08001");
    }

    /** As the operating system has it, "folder/link/.." is beside what the link leads to. */
    @Test
    void aPathThatGoesUpBehindALinkLeadsWhereItLeadsEverybodyElse() throws Exception {
        Files.createDirectories(folder.resolve("other/target"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("other/target"));
        try (SqliteDatabase db =
                        Sqlite.open(folder.resolve("link").resolve("..").resolve("app.db"));
                Connection c = DriverManager.getConnection(url("link/../app.db"))) {
            create(c);
            assertThat(db.query("select name from item", row -> row.getString(1)))
                    .isEmpty();
        }
        assertThat(folder.resolve("other/app.db")).exists();
        assertThat(folder.resolve("app.db")).doesNotExist();
    }

    @Test
    void aDatabaseOpenedByHandIsShared() throws Exception {
        try (SqliteDatabase db = Sqlite.open(folder.resolve("app.db"))) {
            try (Connection c = DriverManager.getConnection(url("app.db"))) {
                create(c);
                db.run(w -> w.update("insert into item (name) values ('a')"));
                assertThat(DropInSubject.query(c, "select name from item")).containsExactly("a");
            }
            db.run(Task.named("unit"), w -> {
                // The last connection of the URL may be closed even here, since the unit's own handle keeps the file
                // open.
                try (Connection c = DriverManager.getConnection(url("app.db"))) {
                    assertThat(DropInSubject.query(c, "select name from item")).containsExactly("a");
                }
            });
            assertThat(log()).exists();
            assertThatThrownBy(() -> DriverManager.getConnection(url("app.db?maxReadConnections=7")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("maxReadConnections is")
                    .hasMessageContaining("asked to be 7");
            Invariants.check(db);
        }
    }

    @Test
    void aPoolMaySetItsConnectionsUpWithWhatTheUrlSays() throws Exception {
        String url = url("app.db?synchronous=full&pragmas.temp_store=memory");
        try (Connection pooled = DriverManager.getConnection(url);
                Connection other = DriverManager.getConnection(url)) {
            pooled.setAutoCommit(false);
            DropInSubject.update(pooled, "pragma synchronous=full; pragma temp_store=memory; pragma busy_timeout=5000");
            create(other);
        }
    }

    @Test
    void aLostConnectionDoesNotKeepTheDatabaseOpen() throws Exception {
        WeakReference<Connection> lost = connectAndForget();
        for (int i = 0; i < 2_000 && Files.exists(log()); i++) {
            System.gc();
        }
        assertThat((Object) lost.get()).isNull();
        assertThat(log()).doesNotExist();
    }

    /** A frame of its own, so that nothing on the test's stack keeps the connection alive. */
    private WeakReference<Connection> connectAndForget() throws SQLException {
        Connection c = DriverManager.getConnection(url("app.db"));
        create(c);
        assertThat(log()).exists();
        return new WeakReference<>(c);
    }

    @Test
    void closingTwiceCountsOnce() throws Exception {
        try (Connection one = DriverManager.getConnection(url("app.db"))) {
            Connection two = DriverManager.getConnection(url("app.db"));
            two.close();
            two.close();
            two.abort(Runnable::run);
            create(one);
            assertThat(log()).exists();
        }
    }

    @Test
    void aFailedConnectionLeavesNothingOpen() throws Exception {
        Files.writeString(folder.resolve("text.db"), "this is not a database, whatever its name says".repeat(100));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> DriverManager.getConnection(url("text.db")))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "XX001");
        }
    }

    @Test
    void threadsThatConnectAndCloseAtOnceAllGetThrough() throws Exception {
        try (Connection c = DriverManager.getConnection(url("app.db"))) {
            create(c);
        }
        List<Threads.Running<Integer>> running = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            running.add(Threads.start("client", () -> {
                int inserted = 0;
                for (int i = 0; i < 20; i++) {
                    try (Connection c = DriverManager.getConnection(url("app.db"))) {
                        inserted += DropInSubject.update(c, "insert into item (name) values ('x')");
                    }
                }
                return inserted;
            }));
        }
        for (Threads.Running<Integer> client : running) {
            assertThat(client.get()).isEqualTo(20);
        }
        try (Connection c = DriverManager.getConnection(url("app.db"))) {
            assertThat(DropInSubject.query(c, "select count(*) from item")).containsExactly("160");
        }
        assertThat(log()).doesNotExist();
    }

    /** A pool of ten equal connections, set up as for the plain driver, on which they fight for one lock. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hikariWorksOverTheUrl(boolean autoCommit) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url("app.db?acquireTimeout=20s"));
        config.setMaximumPoolSize(10);
        config.setAutoCommit(autoCommit);
        config.setConnectionInitSql(
                "PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL");
        config.setConnectionTestQuery("SELECT 1");
        try (HikariDataSource pool = new HikariDataSource(config);
                SqliteDatabase db = Sqlite.builder(folder.resolve("app.db"))
                        .acquireTimeout(Duration.ofSeconds(20))
                        .open()) {
            while (pool.getHikariPoolMXBean().getIdleConnections() < 10) {
                Thread.onSpinWait();
            }
            // Idle connections hold nothing.
            Invariants.check(db);
            try (Connection c = pool.getConnection()) {
                c.setAutoCommit(true);
                create(c);
            }
            List<Threads.Running<Integer>> running = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                running.add(Threads.start("client", () -> insertThroughPool(pool)));
            }
            for (Threads.Running<Integer> client : running) {
                assertThat(client.get()).isEqualTo(50);
            }
            assertThat(db.queryValue("select count(*) from item", Integer.class))
                    .contains(800);
            Invariants.check(db);
        }
        assertThat(log()).doesNotExist();
    }

    private static int insertThroughPool(DataSource pool) throws SQLException {
        int inserted = 0;
        for (int i = 0; i < 50; i++) {
            try (Connection c = pool.getConnection()) {
                c.setAutoCommit(false);
                DropInSubject.query(c, "select count(*) from item");
                inserted += DropInSubject.update(c, "insert into item (name) values ('x')");
                c.commit();
            }
        }
        return inserted;
    }

    // The URL --------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "a b.db, a b.db",
        "a%20b.db, a b.db",
        "a%3Fb=c#d %2541.db, a?b=c#d %41.db",
        "a&b=c.db, a&b=c.db",
        "gr%C3%BC%C3%9Fe.db?, grüße.db",
        "a+b.db?cacheSize=1MiB, a+b.db"
    })
    void thePathIsPercentDecoded(String rest, String name) throws Exception {
        try (Connection c = DriverManager.getConnection(url(rest))) {
            create(c);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(name);
        }
    }

    @Test
    void optionsAndPropertiesAreTheSettingsOfTheConfiguration() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("cacheSize", "1MiB");
        properties.setProperty("acquireTimeout", "7s");
        properties.setProperty("user", "");
        String url = url("app.db?acquireTimeout=%33s&synchronous=full&pragmas.temp_store=memory");
        try (Connection c = DriverManager.getConnection(url, properties);
                SqliteDatabase same = Sqlite.builder(folder.resolve("app.db"))
                        .acquireTimeout(Duration.ofSeconds(3))
                        .synchronous(Synchronous.FULL)
                        .cacheSize(1 << 20)
                        .pragma("temp_store", "memory")
                        .open()) {
            assertThat(c.isValid(1)).isTrue();
            Invariants.check(same);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxReadConnections=0 | from 1 to 1000",
                "acquireTimeout=30 | whole number with one of the units",
                "maxReadConnection=4 | did you mean maxReadConnections",
                "journal_mode=WAL | there is no setting journal_mode",
                "cacheSize | option=value",
                "cacheSize=1MiB&cacheSize=2MiB | twice",
                "cacheSize=%ZZ | %ZZ",
                "cacheSize=1MiB% | percent",
                "pragmas.journal_mode=delete | must stay WAL",
                "extensions=/tmp/evil.so | Sqlite.builder",
                "customizer=x | Sqlite.builder",
                "events=x | Sqlite.builder",
                "asyncContext=x | Sqlite.builder",
                "password=secret | no users",
            })
    void aBadOptionIsRefusedWithARemedy(String options, String message) {
        assertThatThrownBy(() -> DriverManager.getConnection(url("app.db?" + options)))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining(message)
                .hasFieldOrPropertyWithValue("SQLState", "08001");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsRefusedInTheUrlIsRefusedInTheProperties() {
        Properties properties = new Properties();
        properties.setProperty("extensions", "/tmp/evil.so");
        assertThatThrownBy(() -> DriverManager.getConnection(url("app.db"), properties))
                .hasMessageContaining("extensions");
        assertThatThrownBy(() -> DriverManager.getConnection(url("app.db"), "sa", "secret"))
                .hasMessageContaining("no users")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:sqlane:sqlite:",
                "jdbc:sqlane:sqlite:?cacheSize=1MiB",
                "jdbc:sqlane:sqlite::memory:",
                "jdbc:sqlane:sqlite:%3Amemory%3A",
                "jdbc:sqlane:sqlite::resource:http://example.org/x.db",
                "jdbc:sqlane:sqlite:file:app.db",
                "jdbc:sqlane:sqlite:FILE::memory:"
            })
    void aPathThatIsNoFileIsRefused(String url) {
        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("Sqlite.temporary()");
    }

    @Test
    void otherUrlsAreLeftToOtherDrivers() throws Exception {
        SqlaneDriver driver = new SqlaneDriver();
        for (String other : List.of("jdbc:sqlite:x.db", "jdbc:sqlane:postgres://x", "jdbc:sqlane:", "")) {
            assertThat(driver.acceptsURL(other)).as(other).isFalse();
            assertThat((Object) driver.connect(other, new Properties()))
                    .as(other)
                    .isNull();
        }
        assertThat(driver.acceptsURL("jdbc:sqlane:sqlite:x.db")).isTrue();
        assertThat(driver.getMajorVersion()).isZero();
        assertThat(driver.getMinorVersion()).isEqualTo(1);
        assertThat(driver.jdbcCompliant()).isFalse();
        assertThatThrownBy(driver::getParentLogger).hasMessageContaining("SLF4J");
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = plain.createStatement()) {
            assertThat(statement.executeQuery("select 1").next()).isTrue();
        }
    }

    @Test
    void thePropertiesAreListedWithValuesAndDescriptions() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("cacheSize", "3MiB");
        DriverPropertyInfo[] infos =
                new SqlaneDriver().getPropertyInfo("jdbc:sqlane:sqlite:app.db?synchronous=full", properties);
        assertThat(infos).allSatisfy(info -> {
            assertThat(info.description).as(info.name).isNotBlank();
            assertThat(info.required).isFalse();
            assertThat(info.value).as(info.name).isNotNull();
        });
        List<String> settings = Arrays.stream(SqliteConfiguration.class.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !List.of("pragmas", "extensions", "customizer", "events", "asyncContext")
                        .contains(name))
                .toList();
        assertThat(infos).extracting(info -> info.name).containsExactlyElementsOf(settings);
        assertThat(value(infos, "cacheSize")).isEqualTo("3MiB");
        assertThat(value(infos, "synchronous")).isEqualTo("full");
        assertThat(value(infos, "acquireTimeout")).isEqualTo("PT30S");
        assertThat(infos)
                .filteredOn(info -> info.name.equals("synchronous"))
                .allSatisfy(info -> assertThat(info.choices).contains("NORMAL", "FULL"));
        // What it lists is what it takes.
        Properties all = new Properties();
        for (DriverPropertyInfo info : infos) {
            all.setProperty(info.name, info.value);
        }
        try (Connection c = DriverManager.getConnection(url("app.db"), all)) {
            assertThat(c.isValid(1)).isTrue();
        }
        // Tools ask with what the user has typed so far.
        assertThat(new SqlaneDriver().getPropertyInfo("jdbc:sqlane:sqlite:", new Properties()))
                .hasSameSizeAs(infos);
        assertThat(new SqlaneDriver().getPropertyInfo("jdbc:sqlane:sqlite:a?b", null))
                .hasSameSizeAs(infos);
    }

    private static String value(DriverPropertyInfo[] infos, String name) {
        return Arrays.stream(infos)
                .filter(info -> info.name.equals(name))
                .map(info -> info.value)
                .findFirst()
                .orElseThrow();
    }
}
