package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A library at work on the drop-in: no error, and nothing lost. */
abstract class ShopTest {
    private static final Path SCHEMA = Path.of("src/test/resources/db/migration/V1__shop.sql");

    @TempDir
    Path folder;

    /** Opens a shop as a program would that knows one {@code DataSource}, whichever that is. */
    abstract Shop open(DataSource dataSource);

    @Test
    void worksOnTheDropIn() throws Exception {
        try (SqliteDatabase db = openDatabase();
                Shop shop = open(db.dataSource())) {
            check(Load.on(shop), db);
        }
    }

    /** Prints what the same program does on the usual pool; nothing is asked of that. */
    @Test
    @EnabledIfSystemProperty(named = "frameworks.compare", matches = "true")
    void besideHikari() throws Exception {
        try (SqliteDatabase db = openDatabase();
                Shop shop = open(db.dataSource())) {
            print("Sqlane", shop);
        }
        Files.delete(folder.resolve("shop.db"));
        openDatabase().close();
        try (HikariDataSource pool = new HikariDataSource(hikari());
                Shop shop = open(pool)) {
            print("HikariCP", shop);
        }
    }

    /** Opens a database that has the tables and the products. */
    final SqliteDatabase openDatabase() throws SQLException, IOException {
        SqliteDatabase db = Sqlite.open(folder.resolve("shop.db"));
        String schema = Files.readString(SCHEMA);
        db.run(c -> c.script(schema));
        return db;
    }

    static void check(Load.Result result, SqliteDatabase db) throws SQLException {
        assertThat(result.failures()).isEmpty();
        assertThat(result.contradictions()).isZero();
        assertThat(result.looks()).isPositive();
        assertThat(result.sales()).isPositive().isEqualTo(counted(db)).isEqualTo(sales(db));
    }

    private static long counted(SqliteDatabase db) throws SQLException {
        return db.queryValue("select sum(sold) from product", Long.class).orElseThrow();
    }

    private static long sales(SqliteDatabase db) throws SQLException {
        return db.queryValue("select count(*) from sale", Long.class).orElseThrow();
    }

    /** As careful users have it: 10 connections, the write-ahead log, five seconds of patience with whoever has the lock. */
    private HikariConfig hikari() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + folder.resolve("shop.db")
                + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=5000&foreign_keys=true");
        config.setMaximumPoolSize(10);
        return config;
    }

    /** Lets the threads work twice, and prints the second time: what runs first is not compiled yet. */
    private void print(String pool, Shop shop) throws Exception {
        long salesBefore = Load.on(shop).sales();
        Load.Result result = Load.on(shop);
        long salesInFile;
        try (SqliteDatabase db = Sqlite.open(folder.resolve("shop.db"))) {
            salesInFile = sales(db);
        }
        long errors =
                result.failures().values().stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %,d |%n",
                getClass().getSimpleName().replace("Test", ""),
                pool,
                result.sales() / Load.DURATION.toSeconds(),
                result.looks() / Load.DURATION.toSeconds(),
                result.busy(),
                errors - result.busy(),
                salesInFile - salesBefore - result.sales());
    }
}
