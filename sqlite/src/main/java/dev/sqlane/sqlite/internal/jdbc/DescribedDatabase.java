package dev.sqlane.sqlite.internal.jdbc;

import dev.sqlane.sqlite.internal.connection.ErrorTranslation;
import dev.sqlane.sqlite.internal.connection.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a connection's {@link DatabaseMetaData} is asked, through the driver's own, one question at a time. Rows are copied
 * at once (see {@link ConstantRows}), so that the driver's statements are idle again and no connection is reachable but the
 * logical one. A proxy, since there are some 180 questions, and none is asked often.
 */
final class DescribedDatabase implements InvocationHandler {
    private final SessionConnection connection;
    private final SessionSource source;

    private DescribedDatabase(SessionConnection connection, SessionSource source) {
        this.connection = connection;
        this.source = source;
    }

    static DatabaseMetaData of(SessionConnection connection, SessionSource source) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                DescribedDatabase.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                new DescribedDatabase(connection, source));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "metadata of " + connection;
            };
        }
        connection.checkOpen();
        return switch (method.getName()) {
            case "getConnection" -> connection;
            case "isReadOnly" -> connection.isReadOnly();
            case "unwrap" -> unwrap(proxy, (Class<?>) argument(arguments));
            case "isWrapperFor" -> ((Class<?>) argument(arguments)).isInstance(proxy);
            case "supportsTransactionIsolationLevel" ->
                ConnectionWithoutServer.isSerializableEnough((Integer) argument(arguments));
            default -> ask(method, arguments);
        };
    }

    private static Object argument(@Nullable Object @Nullable [] arguments) throws SQLException {
        Object first = arguments == null ? null : arguments[0];
        if (first == null) {
            throw Refusal.misuse("The argument is null.");
        }
        return first;
    }

    private static Object unwrap(Object proxy, Class<?> type) throws SQLException {
        if (type.isInstance(proxy)) {
            return proxy;
        }
        throw Refusal.notWrapped(proxy, type);
    }

    private @Nullable Object ask(Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        try {
            source.enter();
            try {
                Object answer = answer(method, arguments);
                return answer instanceof ConstantRows rows ? new ConstantResultSet(connection, null, rows) : answer;
            } finally {
                source.leave();
            }
        } catch (SQLException e) {
            throw ErrorTranslation.ofLibrary(e);
        }
    }

    private @Nullable Object answer(Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        Session session = source.takeAside();
        try {
            return session.ask(metaData -> Optional.ofNullable(answer(metaData, method, arguments)), source.guard())
                    .orElse(null);
        } finally {
            source.done(session);
        }
    }

    private static @Nullable Object answer(
            DatabaseMetaData metaData, Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        Object answer;
        try {
            answer = method.invoke(metaData, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException failure) {
                throw failure;
            }
            throw failed(method, cause == null ? e : cause);
        } catch (IllegalAccessException e) {
            throw failed(method, e);
        }
        return answer instanceof ResultSet rows ? ConstantRows.copyOf(rows) : answer;
    }

    private static SQLException failed(Method method, Throwable cause) {
        SQLException failure = Refusal.misuse("The driver failed in " + method.getName() + ": " + cause);
        failure.initCause(cause);
        return failure;
    }
}
