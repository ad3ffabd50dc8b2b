package dev.sqlane.sqlite.internal.connection;

import dev.sqlane.Events;
import dev.sqlane.MisuseException;
import dev.sqlane.Role;
import dev.sqlane.SqlaneException;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.internal.pool.Deadline;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections: the only place that knows the driver's URLs and SQLite's pragmas.
 *
 * <p>The path never meets the driver's URL parser: it goes in as a percent-encoded {@code file:} URI, so that a file named
 * {@code a?b=c} is just that. Each pragma is set on its own, in a fixed order, and read back, because SQLite ignores in
 * silence what it doesn't understand and the driver would apply them in the order of a hash table.
 */
public final class ConnectionOpener {
    private static final Task OPEN = Task.named("open");

    private static final int COPY_CACHE_KIB = 1024;

    /** The words that SQLite takes for numbers, so that what was set and what is read back can be compared. */
    private static final Map<String, Map<String, String>> WORDS = Map.of(
            "auto_vacuum", Map.of("none", "0", "full", "1", "incremental", "2"),
            "temp_store", Map.of("default", "0", "file", "1", "memory", "2"),
            "secure_delete", Map.of("fast", "2"));

    private static final Map<String, String> BOOLEANS =
            Map.of("on", "1", "yes", "1", "true", "1", "off", "0", "no", "0", "false", "0");

    private final Path path;
    private final FileIdentity identity;
    private final SqliteConfiguration configuration;
    private final BusyWait busyWait;
    private final LongAdder cacheHits = new LongAdder();
    private final LongAdder cacheMisses = new LongAdder();
    private final Role role;
    private final Events events;

    public ConnectionOpener(
            Role role,
            Path path,
            FileIdentity identity,
            SqliteConfiguration configuration,
            BusyWait busyWait,
            Events events) {
        this.role = role;
        this.path = path;
        this.identity = identity;
        this.configuration = configuration;
        this.busyWait = busyWait;
        this.events = events;
    }

    public long cacheHits() {
        return cacheHits.sum();
    }

    public long cacheMisses() {
        return cacheMisses.sum();
    }

    /**
     * Opens one connection and prepares it.
     *
     * @throws MisuseException if a setting did not hold, or a reader's file is not in WAL mode
     * @throws SqlaneException if another process kept the file locked for too long
     * @throws SQLException if the file can't be opened or is no database
     */
    public PhysicalConnection open(Deadline deadline) throws SQLException {
        return open(deadline, Purpose.POOL);
    }

    /**
     * Opens a connection for reading that may write a copy of the file, and nothing else: see {@link PhysicalConnection#copyInto}. The file may be in
     * any journal mode.
     */
    public PhysicalConnection openForCopying(Deadline deadline) throws SQLException {
        return open(deadline, Purpose.COPY);
    }

    /** A connection beside which nobody else can use the file, and the journal mode that the file was in before. */
    public record Exclusive(PhysicalConnection connection, String journalMode) {
        /** Lets others in again and puts the journal mode back. */
        public void putBack() throws SQLException {
            connection.execute("rollback");
            query(connection.driver(), "pragma journal_mode=" + journalMode);
        }
    }

    /**
     * Opens the file so that nobody else can use it while the connection is open, and has SQLite put its log into it and remove that. It is in
     * journal mode DELETE meanwhile.
     *
     * @throws SQLException with a busy code if somebody has it open, as far as SQLite's locks can tell: all of those in WAL mode,
     *     otherwise those inside a transaction
     */
    public Exclusive openExclusively() throws SQLException {
        checkSameFile();
        SQLiteConnection driver = NativeGate.call(this::connect);
        PhysicalConnection connection =
                new PhysicalConnection(role, driver, new StatementCache(0, cacheHits, cacheMisses), events);
        String before;
        boolean held = false;
        try {
            before = query(driver, "pragma journal_mode");
            String now = query(driver, "pragma journal_mode=delete");
            if (!"delete".equalsIgnoreCase(now)) {
                throw new SQLException(path + " stays in journal mode " + now + ", and can't be locked.", "58030");
            }
            connection.execute("begin exclusive");
            held = true;
        } finally {
            if (!held) {
                driver.close();
            }
        }
        events.connectionOpened(role);
        return new Exclusive(connection, before);
    }

    private static String query(SQLiteConnection driver, String pragma) throws SQLException {
        try (Statement statement = driver.createStatement();
                ResultSet row = statement.executeQuery(pragma)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** What a read connection is for; a write connection is always of the pool. */
    private enum Purpose {
        POOL,
        COPY
    }

    private PhysicalConnection open(Deadline deadline, Purpose purpose) throws SQLException {
        checkSameFile();
        SQLiteConnection driver;
        try {
            driver = NativeGate.call(this::connect);
        } catch (SQLException e) {
            throw explained(e);
        }
        PhysicalConnection connection = new PhysicalConnection(
                role, driver, new StatementCache(configuration.statementCacheSize(), cacheHits, cacheMisses), events);
        boolean prepared = false;
        try {
            prepare(connection, deadline, purpose);
            prepared = true;
        } catch (SqlaneException e) {
            throw e;
        } catch (SQLException e) {
            throw explained(e);
        } finally {
            if (!prepared) {
                driver.close();
            }
        }
        events.connectionOpened(role);
        return connection;
    }

    /**
     * Refuses to open what is not the file that this process has open: connections on two files under one name would each see
     * and write something else.
     */
    private void checkSameFile() throws SQLException {
        if (!identity.equals(FileIdentity.of(path))) {
            throw new SQLNonTransientConnectionException(
                    path + " was replaced or removed while it was open. Close the database and open it again.",
                    "08006",
                    14);
        }
    }

    private SQLiteConnection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        // setOpenMode(READONLY) would leave READWRITE set as well and be refused as misuse.
        config.setReadOnly(role == Role.READ);
        // The driver's monitor keeps threads apart already; SQLite's own mutex would be taken in each of its calls
        // besides.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setBusyTimeout(0);
        // Doubles the cost of an insert; the engine asks for the rowid where somebody wants it.
        config.setGetGeneratedKeys(false);
        config.enableLoadExtension(!configuration.extensions().isEmpty());
        return (SQLiteConnection)
                config.createConnection("jdbc:sqlite:file://" + path.toUri().getRawPath());
    }

    private void prepare(PhysicalConnection connection, Deadline deadline, Purpose purpose) throws SQLException {
        SQLiteConnection driver = connection.driver();
        Waiting waiting = new Waiting(connection, deadline);
        for (Path extension : configuration.extensions()) {
            loadExtension(driver, extension);
        }
        configuration.customizer().customize(driver, role);
        checkNoTransaction(connection);
        // After the customizer, so that what the engine relies on holds whatever it did.
        waiting.set("busy_timeout", "0");
        if (role == Role.WRITE) {
            // First of these, since it can't be set inside a transaction and decides how everything after it locks.
            waiting.set("journal_mode", "wal");
            waiting.set(
                    "synchronous", String.valueOf(configuration.synchronous().level()));
            waiting.set("foreign_keys", configuration.foreignKeys() ? "1" : "0");
            waiting.set("journal_size_limit", String.valueOf(configuration.journalSizeLimit()));
            // Not in the commit that happens to pass the limit: see Checkpointer.
            waiting.set("wal_autocheckpoint", "0");
        } else if (purpose == Purpose.POOL) {
            String journalMode = waiting.get("journal_mode");
            if (!"wal".equalsIgnoreCase(journalMode)) {
                throw new MisuseException(
                        path + " is in journal mode " + journalMode
                                + ", and a read pool needs WAL: readers would block the writer and be blocked. Open it once for writing with Sqlane, or run \"pragma journal_mode=wal\" on it.",
                        null);
            }
        }
        // A negative number is in KiB, a positive one in pages.
        waiting.set("cache_size", String.valueOf(-configuration.cacheSize() / 1024));
        waiting.setIfReported("mmap_size", String.valueOf(configuration.mmapSize()));
        for (Map.Entry<String, String> pragma : configuration.pragmas().entrySet()) {
            waiting.set(pragma.getKey(), pragma.getValue());
        }
        if (purpose == Purpose.COPY) {
            // The copy's cache is as large as this one, and what is in it can't be counted or spread over time. Nor
            // would query_only let it
            // be written.
            waiting.set("cache_size", String.valueOf(-COPY_CACHE_KIB));
            driver.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 1);
        } else if (role == Role.READ) {
            // ATTACH and VACUUM INTO would write files.
            driver.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
            waiting.set("query_only", "1");
        }
        // A flag of the driver alone. While it is set the driver runs a BEGIN of its own after each statement that
        // returned no row,
        // to find out whether a transaction is open: some 2 µs each.
        driver.getConnectionConfig().setAutoCommit(false);
    }

    private static void checkNoTransaction(PhysicalConnection connection) throws SQLException {
        try {
            connection.execute("begin");
            connection.execute("rollback");
        } catch (SQLException e) {
            throw new MisuseException(
                    "The connection customizer left a transaction open (" + e.getMessage()
                            + "); it must end what it begins.",
                    e);
        }
    }

    private static void loadExtension(SQLiteConnection driver, Path extension) throws SQLException {
        try (var statement = driver.prepareStatement("select load_extension(?)")) {
            statement.setString(1, extension.toString());
            statement.execute();
        } catch (SQLException e) {
            throw new MisuseException(
                    "The extension " + extension + " could not be loaded: " + e.getMessage()
                            + ". Check the path and that it was built for this platform.",
                    e);
        }
    }

    /** Sets and reads pragmas, waiting for locks: the first access after a crash recovers the log under an exclusive lock. */
    private final class Waiting {
        private final PhysicalConnection connection;
        private final Deadline deadline;

        Waiting(PhysicalConnection connection, Deadline deadline) {
            this.connection = connection;
            this.deadline = deadline;
        }

        void set(String name, String value) throws SQLException {
            query(name + "=" + value);
            String held = get(name);
            if (held == null) {
                throw new MisuseException(
                        "SQLite does not know the pragma " + name
                                + ", or it has no value that could be checked; take it out of the configuration.",
                        null);
            }
            if (!normal(name, value).equals(normal(name, held))) {
                throw new MisuseException(
                        "pragma " + name + "=" + value + " did not hold on " + path + ": SQLite says " + held + "."
                                + remedy(name),
                        null);
            }
        }

        /** For a pragma that a build of SQLite may leave out: then it reports nothing. */
        void setIfReported(String name, String value) throws SQLException {
            if (get(name) != null) {
                set(name, value);
            }
        }

        @Nullable
        String get(String name) throws SQLException {
            return query(name).orElse(null);
        }

        private Optional<String> query(String pragma) throws SQLException {
            return busyWait.until(
                    connection,
                    OPEN,
                    () -> deadline,
                    null,
                    () -> NativeGate.call(() -> {
                        try (Statement statement = connection.driver().createStatement()) {
                            if (!statement.execute("pragma " + pragma)) {
                                return Optional.empty();
                            }
                            try (ResultSet row = statement.getResultSet()) {
                                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
                            }
                        }
                    }));
        }
    }

    private static String remedy(String name) {
        return switch (name) {
            case "journal_mode" ->
                " WAL needs a file system with shared memory (not a network one) and a folder that can be written.";
            case "mmap_size" -> " The build of SQLite allows less.";
            default -> " Its value may be out of range, or it can't be changed on this file any more.";
        };
    }

    private static String normal(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.length() > 1 && (lower.startsWith("'") || lower.startsWith("\""))) {
            lower = lower.substring(1, lower.length() - 1);
        }
        lower = WORDS.getOrDefault(name.toLowerCase(Locale.ROOT), Map.of()).getOrDefault(lower, lower);
        return BOOLEANS.getOrDefault(lower, lower);
    }

    /** Says of the commonest failures of opening what they mean; the driver's exception stays the cause. */
    private SQLException explained(SQLException e) {
        if (e.getCause() instanceof NativeLibraryNotFoundException) {
            return new SQLNonTransientConnectionException(
                    "SQLite's native library could not be loaded. The driver unpacks it into "
                            + System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"))
                            + " first. If nothing can be run from there (mounted noexec), set the system property org.sqlite.tmpdir to another folder.",
                    "08001",
                    e);
        }
        int code = ResultCode.extended(e);
        String meaning = switch (ResultCode.primary(code)) {
            case ResultCode.NOT_A_DATABASE -> "is not an SQLite database (or is encrypted). It was not changed";
            case ResultCode.CORRUPT -> "is damaged or cut short. Restore it, or try \"sqlite3 FILE .recover\"";
            case ResultCode.CANNOT_OPEN ->
                "can't be opened. Check that it and its folder may be read and written: SQLite needs to create -wal and -shm files beside it";
            case ResultCode.READONLY ->
                "can't be written, nor can the -wal and -shm files beside it. Check the rights of the file and its folder";
            default -> null;
        };
        if (meaning == null) {
            return ErrorTranslation.ofDriver(e);
        }
        SQLException explained = new SQLException(
                path + " " + meaning + " (" + e.getMessage() + ").",
                ErrorTranslation.ofDriver(e).getSQLState(),
                ResultCode.primary(code),
                e);
        return explained;
    }
}
