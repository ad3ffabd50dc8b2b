package dev.sqlane.lab.report;

import com.zaxxer.hikari.HikariDataSource;
import dev.sqlane.sqlite.Sqlite;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.dbcp2.BasicDataSource;

/** What the figures of a run depend on. */
public final class Environment {
    private Environment() {}

    /**
     * Returns it by name, in a sensible order.
     *
     * @param directory where the databases were
     */
    public static Map<String, Object> describe(Path directory) throws IOException, SQLException {
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        environment.put("sqlane", version(Sqlite.class));
        environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        environment.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            environment.put("memoryMib", system.getTotalMemorySize() >> 20);
        }
        environment.put("fileSystem", Files.getFileStore(directory).type());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            DatabaseMetaData driver = connection.getMetaData();
            environment.put("sqlite", driver.getDatabaseProductVersion());
            environment.put("sqliteJdbc", driver.getDriverVersion());
        }
        environment.put("hikariCp", mavenVersion(HikariDataSource.class, "com.zaxxer", "HikariCP"));
        environment.put("dbcp2", mavenVersion(BasicDataSource.class, "org.apache.commons", "commons-dbcp2"));
        environment.put("agroal", mavenVersion(AgroalDataSource.class, "io.agroal", "agroal-api"));
        return environment;
    }

    /** Their manifests do not all say; their Maven descriptors do. */
    private static String mavenVersion(Class<?> type, String group, String artifact) throws IOException {
        String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream descriptor = type.getResourceAsStream(name)) {
            Properties properties = new Properties();
            if (descriptor != null) {
                properties.load(descriptor);
            }
            return properties.getProperty("version", "unknown");
        }
    }

    private static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        if (version == null && type.getModule().getDescriptor() != null) {
            version = type.getModule().getDescriptor().rawVersion().orElse(null);
        }
        return version == null ? "development" : version;
    }
}
