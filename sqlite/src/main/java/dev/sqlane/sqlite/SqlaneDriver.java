package dev.sqlane.sqlite;

import dev.sqlane.sqlite.internal.Engine;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way in by JDBC URL, for programs that are given one instead of a {@code DataSource}:
 *
 * <pre>{@code
 * jdbc:sqlane:sqlite:app.db
 * jdbc:sqlane:sqlite:/var/lib/app/app.db?maxReadConnections=8&acquireTimeout=10s
 * }</pre>
 *
 * <p>Connections are those of {@link dev.sqlane.Database#dataSource()}. They cost nothing while they are idle, so a connection pool in front is not
 * needed; where there is one, its size does not matter much, and its connections may live as long as they like if nothing is left on them. A pragma that
 * changes a setting, a temporary object and an attached database keep the one write connection until {@code close}, so they must not be what a pool
 * sets its connections up with: pragmas go into the URL.
 *
 * <p><b>The path</b> reaches to the first question mark. It is taken as the operating system has it, relative to the working directory if it
 * does not begin with a root. Percent signs escape: {@code %3F} stands for a question mark, {@code %25} for a percent sign; characters beyond
 * ASCII may stand as they are, or as the escapes of their UTF-8 bytes; a plus is a plus. A missing file is created. SQLite's own special
 * names, {@code :memory:} and those that begin with {@code file:}, are refused; {@link Sqlite#temporary()} serves for tests.
 *
 * <p><b>Options</b> are the settings of {@link SqliteConfiguration#from(Map)}, with names and values escaped like the path, and {@code &} between them. The
 * properties handed to {@code DriverManager} may hold the same settings; what the URL says counts before them. A URL may come from a
 * configuration that is less trusted than the program, so {@code extensions}, which load code, and what needs an object of the program
 * ({@code customizer}, {@code events}, {@code asyncContext}) can't be set by either. There are no users: {@code user} and {@code password} must be
 * empty or absent.
 *
 * <p><b>How long the database is open.</b> All connections by URLs with the same path and settings share one database. The first opens it, the last one
 * closed closes it, so that the file can be moved or deleted then; a connection that was lost without {@code close} counts until it is garbage. Opening and closing
 * take some milliseconds: a program that opens one connection at a time and closes it soon does well to keep one, or a {@link Sqlite#open
 * database} with the same settings, open meanwhile. Other settings for a file that is open are refused.
 *
 * <p>Errors of the URL and its options are {@link SQLNonTransientConnectionException}s with the SQLState 08001. Safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class SqlaneDriver implements Driver {
    static {
        register();
    }

    /** Called by {@code DriverManager}, by way of {@code ServiceLoader}; there is no need to call it. */
    public SqlaneDriver() {}

    private static void register() {
        try {
            DriverManager.registerDriver(new SqlaneDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Returns a connection, or null where the URL is another driver's.
     *
     * @throws SQLException if an option is refused or the file can't be opened, as {@link Sqlite#open(java.nio.file.Path, SqliteConfiguration)} does
     */
    @Override
    public @Nullable Connection connect(String url, @Nullable Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        SqlaneUrl parsed;
        SqliteConfiguration configuration;
        try {
            parsed = SqlaneUrl.parse(url, properties);
            configuration = SqliteConfiguration.from(parsed.options());
        } catch (IllegalArgumentException e) {
            throw new SQLNonTransientConnectionException(
                    "The JDBC URL or its properties: " + e.getMessage() + ".", "08001", e);
        }
        return Engine.connect(parsed.path(), configuration);
    }

    @Override
    public boolean acceptsURL(@Nullable String url) throws SQLException {
        if (url == null) {
            throw new SQLNonTransientConnectionException("The JDBC URL is null.", "08001");
        }
        return url.startsWith(SqlaneUrl.PREFIX);
    }

    /** Lists the settings that a URL can have, with the values that this one and the properties give them, or else the defaults. */
    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties) throws SQLException {
        Map<String, String> given = Map.of();
        if (acceptsURL(url)) {
            try {
                given = SqlaneUrl.parse(url, properties).options();
            } catch (IllegalArgumentException e) {
                // Asked while the URL is still being put together: connect will say what is wrong with it.
                given = Map.of();
            }
        }
        return DriverOptions.describe(given);
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    /** Returns false: SQLite does not have all of SQL-92. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Sqlane logs through SLF4J, to the logger dev.sqlane.");
    }
}
