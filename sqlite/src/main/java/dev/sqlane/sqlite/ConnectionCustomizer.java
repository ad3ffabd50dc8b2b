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
