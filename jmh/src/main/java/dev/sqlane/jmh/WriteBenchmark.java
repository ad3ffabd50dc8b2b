package dev.sqlane.jmh;

import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A write that nobody else wants to make, beside the same statements by hand on one connection of the driver. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WriteBenchmark {
    private static final String UPDATE = "update item set n = n + 1 where id = ?";
    private static final String CREATE = "create table item (id integer primary key, n integer);";
    private static final String INSERT = "insert into item values (1, 0)";

    private DatabaseFile file;
    private DatabaseFile driverFile;
    private SqliteDatabase sqlane;
    private Connection driver;
    private PreparedStatement begin;
    private PreparedStatement update;
    private PreparedStatement commit;

    /** Opens a file each. */
    @Setup
    public void open() throws IOException, SQLException {
        file = new DatabaseFile();
        sqlane = Sqlite.open(file.path());
        sqlane.run(connection -> connection.script(CREATE + INSERT));
        driverFile = new DatabaseFile();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + driverFile.path());
        driver = source.getConnection();
        try (var statement = driver.createStatement()) {
            statement.executeUpdate(CREATE);
            statement.executeUpdate(INSERT);
        }
        begin = driver.prepareStatement("begin immediate");
        update = driver.prepareStatement(UPDATE);
        commit = driver.prepareStatement("commit");
    }

    /** Closes both and removes the files. */
    @TearDown
    public void close() throws IOException, SQLException {
        begin.close();
        update.close();
        commit.close();
        driver.close();
        driverFile.close();
        sqlane.close();
        file.close();
    }

    @Benchmark
    public long sqlane() throws SQLException {
        return sqlane.<Long, SQLException>write(connection -> connection.update(UPDATE, 1));
    }

    @Benchmark
    public int driver() throws SQLException {
        begin.execute();
        update.setInt(1, 1);
        int changed = update.executeUpdate();
        commit.execute();
        return changed;
    }
}
