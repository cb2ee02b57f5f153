//! A bucket of an S3-compatible store with files that stay, each under the hash of its bytes.

use std::io;
use std::path::Path as FilePath;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::{
    ClientOptions, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, WriteMultipart,
};
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::vault::{Pieces, blocking, fan, hash};

/// Files above this go up in parts, a few at once, so that a large one needs little memory.
const PART_BYTES: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 2;

/// Where the bucket is and who may use it (kho đối tượng tương thích S3).
#[derive(Clone, PartialEq, Eq)]
pub struct BucketAddress {
    /// Address of the store, `https://…`; `http://` only within a network that is one's own.
    pub endpoint: String,
    /// Region the store says it is in; many stores take any word.
    pub region: String,
    /// Name of the bucket; it must be there.
    pub bucket: String,
    /// Name of the key.
    pub key: String,
    /// The key's secret.
    pub secret: String,
}

impl std::fmt::Debug for BucketAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BucketAddress").field("endpoint", &self.endpoint).field("bucket", &self.bucket).finish()
    }
}

/// The bucket.
#[derive(Debug)]
pub(crate) struct Bucket {
    store: Arc<dyn ObjectStore>,
}

impl Bucket {
    /// Makes the client; nothing is asked of the store yet.
    pub(crate) fn of(address: &BucketAddress) -> io::Result<Self> {
        // One provider for the process; somebody else may have named the same one before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let plain = address.endpoint.starts_with("http://");
        let store = AmazonS3Builder::new()
            .with_endpoint(&address.endpoint)
            .with_region(&address.region)
            .with_bucket_name(&address.bucket)
            .with_access_key_id(&address.key)
            .with_secret_access_key(&address.secret)
            .with_client_options(ClientOptions::new().with_allow_http(plain))
            .build()
            .map_err(io::Error::other)?;
        Ok(Self { store: Arc::new(store) })
    }

    /// Asks for the first name in the bucket: an answer means that address and key are right.
    pub(crate) async fn answers(&self) -> io::Result<()> {
        match self.store.list(None).next().await {
            Some(Err(error)) => Err(told(error)),
            _ => Ok(()),
        }
    }

    /// Brings a file to its address; if the same bytes lie there already, they stay.
    pub(crate) async fn keep(&self, path: &FilePath) -> io::Result<String> {
        let from = path.to_owned();
        let sha256 = blocking(move || hash(&from)).await?;
        match self.sum(&sha256).await {
            Ok(found) if found == sha256 => {}
            Ok(_) => {
                self.put_aside(&sha256).await?;
                self.put(path, &sha256).await?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.put(path, &sha256).await?,
            Err(error) => return Err(error),
        }
        tokio::fs::remove_file(path).await?;
        Ok(sha256)
    }

    /// Hash of the bytes that lie at an address.
    pub(crate) async fn sum(&self, sha256: &str) -> io::Result<String> {
        let mut pieces = self.pieces(sha256).await?;
        let mut sum = Sha256::new();
        while let Some(piece) = pieces.next().await {
            sum.update(&piece?);
        }
        Ok(hex::encode(sum.finalize()))
    }

    /// The file's bytes as they come.
    pub(crate) async fn pieces(&self, sha256: &str) -> io::Result<Pieces> {
        let got = self.store.get(&address(sha256)?).await.map_err(told)?;
        Ok(Box::pin(got.into_stream().map_ok(|bytes| bytes.to_vec()).map_err(told)))
    }

    /// A copy on this disk, which goes when it is let go.
    pub(crate) async fn near(&self, sha256: &str) -> io::Result<TempPath> {
        let copy = tempfile::NamedTempFile::new()?.into_temp_path();
        let mut file = tokio::fs::File::create(&copy).await?;
        let mut pieces = self.pieces(sha256).await?;
        while let Some(piece) = pieces.next().await {
            file.write_all(&piece?).await?;
        }
        file.flush().await?;
        Ok(copy)
    }

    /// Removes a file; one that is not there is removed already.
    pub(crate) async fn forget(&self, sha256: &str) -> io::Result<()> {
        match self.store.delete(&address(sha256)?).await {
            Err(error) if !matches!(error, Error::NotFound { .. }) => Err(told(error)),
            _ => Ok(()),
        }
    }

    async fn put(&self, path: &FilePath, sha256: &str) -> io::Result<()> {
        let to = address(sha256)?;
        let size = tokio::fs::metadata(path).await?.len();
        if size > PART_BYTES as u64 {
            return self.put_in_parts(path, &to).await;
        }
        let payload = PutPayload::from(tokio::fs::read(path).await?);
        let once = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.store.put_opts(&to, payload, once).await {
            // Somebody brought the same bytes a moment ago.
            Err(Error::AlreadyExists { .. }) => Ok(()),
            put => put.map(drop).map_err(told),
        }
    }

    async fn put_in_parts(&self, path: &FilePath, to: &Path) -> io::Result<()> {
        let mut file = tokio::fs::File::open(path).await?;
        let upload = self.store.put_multipart(to).await.map_err(told)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        let mut piece = vec![0; 256 * 1024];
        loop {
            let count = match file.read(&mut piece).await {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => {
                    // Parts of an upload that nobody ends are kept, and paid for, by the bucket.
                    upload.abort().await.map_err(told)?;
                    return Err(error);
                }
            };
            upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(told)?;
            upload.write(&piece[..count]);
        }
        upload.finish().await.map(drop).map_err(told)
    }

    /// The address holds other bytes than its name says: they are kept beside it, for whoever looks into the matter.
    async fn put_aside(&self, sha256: &str) -> io::Result<()> {
        let damaged = address(sha256)?;
        tracing::error!(file = %damaged, "a stored file was altered; the whole one takes its place");
        let aside = Path::from(format!("{damaged}.damaged"));
        self.store.copy(&damaged, &aside).await.map_err(told)?;
        self.store.delete(&damaged).await.map_err(told)
    }
}

fn address(sha256: &str) -> io::Result<Path> {
    let (fan, rest) = fan(sha256)?;
    Ok(Path::from_iter([fan, rest]))
}

fn told(error: Error) -> io::Error {
    match error {
        Error::NotFound { .. } => io::Error::new(io::ErrorKind::NotFound, error),
        other => io::Error::other(other),
    }
}
