package org.carrack.runtime.data.internal.migration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.sql.WrappedDataSource;

/** A database that is lost with all that is under way, as when the server's process is killed, before its n-th statement. */
final class DyingDatabase extends WrappedDataSource {

    private int left;

    DyingDatabase(DataSource database, int left) {
        super(database);
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
        Connection real = database().getConnection();
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
}
