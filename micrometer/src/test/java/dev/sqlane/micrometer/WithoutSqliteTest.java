package dev.sqlane.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.Database;
import dev.sqlane.DatabaseStatistics;
import dev.sqlane.PoolStatistics;
import dev.sqlane.Role;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Another engine's database has all meters but those of SQLite's log, with no class of SQLite's on the class path. */
class WithoutSqliteTest {
    /** What runs in a class loader of its own. */
    public static final class Program implements Callable<List<String>> {
        @Override
        public List<String> call() {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            new DatabaseMeters(otherDatabase(), "other").bindTo(registry);
            return registry.getMeters().stream()
                    .map(Meter::getId)
                    .map(Meter.Id::getName)
                    .distinct()
                    .toList();
        }

        private static Database otherDatabase() {
            return (Database) Proxy.newProxyInstance(
                    Program.class.getClassLoader(),
                    new Class<?>[] {Database.class},
                    (proxy, method, arguments) -> method.getName().equals("stats") ? statistics() : null);
        }

        private static DatabaseStatistics statistics() {
            return new DatabaseStatistics(pool(Role.READ), pool(Role.WRITE), 0, 0, 0, 0, Map.of());
        }

        private static PoolStatistics pool(Role role) {
            return new PoolStatistics(role, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, Optional.empty());
        }
    }

    @Test
    void anotherEnginesDatabaseHasTheOtherMeters() throws Exception {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        !entry.replace(File.separatorChar, '/').matches(".*/sqlite/target/.*|.*sqlane-sqlite.*"))
                .map(entry -> url(Path.of(entry)))
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("dev.sqlane.sqlite.SqliteDatabase"))
                    .isInstanceOf(ClassNotFoundException.class);
            @SuppressWarnings("unchecked")
            Callable<List<String>> program = (Callable<List<String>>)
                    loader.loadClass(Program.class.getName()).getConstructor().newInstance();

            assertThat(program.call())
                    .contains("sqlane.connections.active", "sqlane.group.size", "sqlane.lock.hold")
                    .doesNotContain("sqlane.wal.size", "sqlane.checkpoint");
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path.toString(), e);
        }
    }
}
