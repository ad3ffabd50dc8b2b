package dev.sqlane.sqlite;

import dev.sqlane.Role;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Prepares each connection after it was opened, for functions and collations:
 *
 * <pre>{@code
 * Sqlite.builder(path).customizer((connection, role) -> Function.create(connection, "slug", new Slug()))
 * }</pre>
 *
 * <p>A function may run on any thread, since a long call of a virtual thread moves to a platform thread: it must not rely on thread-locals, and it
 * must not use the database.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionCustomizer {
    /** Does nothing. */
    ConnectionCustomizer NONE = (connection, role) -> {};

    /**
     * Called once for each connection, before its first use. It must leave no transaction open and close its statements.
     *
     * @param connection the driver's own connection, an {@code org.sqlite.SQLiteConnection}; not to be kept
     * @throws SQLException to refuse: opening fails with it
     */
    void customize(Connection connection, Role role) throws SQLException;
}
