package dev.sqlane.sqlite;

import dev.sqlane.Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a database while they are being put together; what each means, its range and its default are said
 * in {@link SqliteConfiguration}, whose constructor checks them. Not safe for use by several threads.
 *
 * @param <S> the builder itself
 * @since 0.1.0
 */
public abstract sealed class SqliteSettings<S extends SqliteSettings<S>>
        permits SqliteConfiguration.Builder, SqliteBuilder {
    private int maxReadConnections = Math.max(4, Runtime.getRuntime().availableProcessors());
    private Duration acquireTimeout = Duration.ofSeconds(30);
    private Duration busyTimeout = Duration.ofSeconds(5);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private Synchronous synchronous = Synchronous.NORMAL;
    private int statementCacheSize = 128;
    private long cacheSize = 8L << 20;
    private long mmapSize;
    private long journalSizeLimit = 64L << 20;
    private long checkpointSize = 4L << 20;
    private long maxWalSize = 16L << 20;
    private Duration oldReaderAge = Duration.ofSeconds(30);
    private boolean interruptOldReaders;
    private boolean foreignKeys = true;
    private GroupCommit groupCommit = GroupCommit.UNITS;
    private Duration maxGroupTime = Duration.ofMillis(5);
    private int maxGroupSize = 256;
    private int asyncQueueSize = 10_000;
    private AsyncContext asyncContext = AsyncContext.NONE;
    private boolean leakStacks = true;
    private Map<String, String> pragmas = new LinkedHashMap<>();
    private List<Path> extensions = new ArrayList<>();
    private ConnectionCustomizer customizer = ConnectionCustomizer.NONE;
    private Events events = Events.NONE;

    SqliteSettings() {}

    abstract S self();

    /** Returns the configuration as set so far, checked. */
    final SqliteConfiguration toConfiguration() {
        return new SqliteConfiguration(
                maxReadConnections,
                acquireTimeout,
                busyTimeout,
                closeTimeout,
                synchronous,
                statementCacheSize,
                cacheSize,
                mmapSize,
                journalSizeLimit,
                checkpointSize,
                maxWalSize,
                oldReaderAge,
                interruptOldReaders,
                foreignKeys,
                groupCommit,
                maxGroupTime,
                maxGroupSize,
                asyncQueueSize,
                asyncContext,
                leakStacks,
                pragmas,
                extensions,
                customizer,
                events);
    }

    /** Takes over all settings of {@code configuration}. */
    public S configuration(SqliteConfiguration configuration) {
        maxReadConnections = configuration.maxReadConnections();
        acquireTimeout = configuration.acquireTimeout();
        busyTimeout = configuration.busyTimeout();
        closeTimeout = configuration.closeTimeout();
        synchronous = configuration.synchronous();
        statementCacheSize = configuration.statementCacheSize();
        cacheSize = configuration.cacheSize();
        mmapSize = configuration.mmapSize();
        journalSizeLimit = configuration.journalSizeLimit();
        checkpointSize = configuration.checkpointSize();
        maxWalSize = configuration.maxWalSize();
        oldReaderAge = configuration.oldReaderAge();
        interruptOldReaders = configuration.interruptOldReaders();
        foreignKeys = configuration.foreignKeys();
        groupCommit = configuration.groupCommit();
        maxGroupTime = configuration.maxGroupTime();
        maxGroupSize = configuration.maxGroupSize();
        asyncQueueSize = configuration.asyncQueueSize();
        asyncContext = configuration.asyncContext();
        leakStacks = configuration.leakStacks();
        pragmas = new LinkedHashMap<>(configuration.pragmas());
        extensions = new ArrayList<>(configuration.extensions());
        customizer = configuration.customizer();
        events = configuration.events();
        return self();
    }

    /** See {@link SqliteConfiguration#maxReadConnections()}. */
    public S maxReadConnections(int maxReadConnections) {
        this.maxReadConnections = maxReadConnections;
        return self();
    }

    /** See {@link SqliteConfiguration#acquireTimeout()}. */
    public S acquireTimeout(Duration acquireTimeout) {
        this.acquireTimeout = acquireTimeout;
        return self();
    }

    /** See {@link SqliteConfiguration#busyTimeout()}. */
    public S busyTimeout(Duration busyTimeout) {
        this.busyTimeout = busyTimeout;
        return self();
    }

    /** See {@link SqliteConfiguration#closeTimeout()}. */
    public S closeTimeout(Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
        return self();
    }

    /** See {@link SqliteConfiguration#synchronous()}. */
    public S synchronous(Synchronous synchronous) {
        this.synchronous = synchronous;
        return self();
    }

    /** See {@link SqliteConfiguration#statementCacheSize()}. */
    public S statementCacheSize(int statementCacheSize) {
        this.statementCacheSize = statementCacheSize;
        return self();
    }

    /** See {@link SqliteConfiguration#cacheSize()}. */
    public S cacheSize(long bytes) {
        this.cacheSize = bytes;
        return self();
    }

    /** See {@link SqliteConfiguration#mmapSize()}. */
    public S mmapSize(long bytes) {
        this.mmapSize = bytes;
        return self();
    }

    /** See {@link SqliteConfiguration#journalSizeLimit()}. */
    public S journalSizeLimit(long bytes) {
        this.journalSizeLimit = bytes;
        return self();
    }

    /** See {@link SqliteConfiguration#checkpointSize()}. */
    public S checkpointSize(long bytes) {
        this.checkpointSize = bytes;
        return self();
    }

    /** See {@link SqliteConfiguration#maxWalSize()}. */
    public S maxWalSize(long bytes) {
        this.maxWalSize = bytes;
        return self();
    }

    /** See {@link SqliteConfiguration#oldReaderAge()}. */
    public S oldReaderAge(Duration oldReaderAge) {
        this.oldReaderAge = oldReaderAge;
        return self();
    }

    /** See {@link SqliteConfiguration#interruptOldReaders()}. */
    public S interruptOldReaders(boolean interruptOldReaders) {
        this.interruptOldReaders = interruptOldReaders;
        return self();
    }

    /** See {@link SqliteConfiguration#foreignKeys()}. */
    public S foreignKeys(boolean foreignKeys) {
        this.foreignKeys = foreignKeys;
        return self();
    }

    /** See {@link SqliteConfiguration#groupCommit()}. */
    public S groupCommit(GroupCommit groupCommit) {
        this.groupCommit = groupCommit;
        return self();
    }

    /** See {@link SqliteConfiguration#maxGroupTime()}. */
    public S maxGroupTime(Duration maxGroupTime) {
        this.maxGroupTime = maxGroupTime;
        return self();
    }

    /** See {@link SqliteConfiguration#maxGroupSize()}. */
    public S maxGroupSize(int maxGroupSize) {
        this.maxGroupSize = maxGroupSize;
        return self();
    }

    /** See {@link SqliteConfiguration#asyncQueueSize()}. */
    public S asyncQueueSize(int asyncQueueSize) {
        this.asyncQueueSize = asyncQueueSize;
        return self();
    }

    /** See {@link SqliteConfiguration#asyncContext()}. */
    public S asyncContext(AsyncContext asyncContext) {
        this.asyncContext = asyncContext;
        return self();
    }

    /** See {@link SqliteConfiguration#leakStacks()}. */
    public S leakStacks(boolean leakStacks) {
        this.leakStacks = leakStacks;
        return self();
    }

    /** Adds one pragma; see {@link SqliteConfiguration#pragmas()}. */
    public S pragma(String name, String value) {
        pragmas.put(name, value);
        return self();
    }

    /** Adds one loadable extension; see {@link SqliteConfiguration#extensions()}. */
    public S extension(Path library) {
        extensions.add(library);
        return self();
    }

    /** See {@link SqliteConfiguration#customizer()}. */
    public S customizer(ConnectionCustomizer customizer) {
        this.customizer = customizer;
        return self();
    }

    /** See {@link SqliteConfiguration#events()}. */
    public S events(Events events) {
        this.events = events;
        return self();
    }
}
