package org.carrack.runtime.data.internal.migration;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A database that is lost with all that is under way, as when the server's process is killed, before its n-th statement. */
final class DyingDatabase implements DataSource {

    private final DataSource database;
    private int left;

    DyingDatabase(DataSource database, int left) {
        this.database = database;
        this.left = left;
    }

    synchronized void dieAfter(int statements) {
        left = statements;
    }

    synchronized boolean isDead() {
        return left <= 0;
    }

    private synchronized void count() throws SQLException {
        if (--left <= 0) {
            throw new SQLException("the process is dead", "08006");
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isDead()) {
            throw new SQLException("the process is dead", "08006");
        }
        Connection real = database.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        switch (method.getName()) {
                            case "prepareStatement", "commit" -> count();
                            case "close" -> {
                                if (isDead() && !real.isClosed() && !real.getAutoCommit()) {
                                    real.rollback();
                                }
                            }
                            case "rollback" -> {
                                real.rollback();
                                if (isDead()) {
                                    throw new SQLException("the process is dead", "08006");
                                }
                                return null;
                            }
                            case "setAutoCommit" -> {
                                if (isDead()) {
                                    throw new SQLException("the process is dead", "08006");
                                }
                            }
                            default -> {
                                // The rest is as it is.
                            }
                        }
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
