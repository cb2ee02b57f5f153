//! Files in a bucket: an S3-compatible server of another make runs within the test.

use std::fs;
use std::path::PathBuf;

use futures_util::TryStreamExt;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use thuocdo_files::{BucketAddress, Files, Kind, Setup, Wholeness};
use thuocdo_testkit::samples;
use tokio::net::TcpListener;

use crate::put;

const SECRET: &str = "mat-khau+cua/kho";

struct Room {
    server: TempDir,
    folder: TempDir,
    address: BucketAddress,
}

impl Room {
    async fn open() -> Self {
        let server = tempfile::tempdir().expect("a folder");
        fs::create_dir(server.path().join("minh-chung")).expect("a bucket");
        let mut service = S3ServiceBuilder::new(FileSystem::new(server.path()).expect("a store"));
        service.set_auth(SimpleAuth::from_single("kho", SECRET));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        let (region, bucket, key) = ("us-east-1".to_owned(), "minh-chung".to_owned(), "kho".to_owned());
        let address = BucketAddress { endpoint, region, bucket, key, secret: SECRET.to_owned() };
        Self { server, folder: tempfile::tempdir().expect("a folder"), address }
    }

    fn files(&self) -> Files {
        let setup = Setup { bucket: Some(self.address.clone()), ..Setup::default() };
        Files::set_up(self.folder.path(), setup).expect("files")
    }

    /// Where the server keeps an object.
    fn object(&self, sha256: &str) -> PathBuf {
        let (fan, rest) = sha256.split_at(2);
        self.server.path().join("minh-chung").join(fan).join(rest)
    }
}

async fn bytes(files: &Files, sha256: &str) -> Vec<u8> {
    let pieces: Vec<Vec<u8>> = files.pieces(sha256).await.expect("a file").try_collect().await.expect("its bytes");
    pieces.concat()
}

#[tokio::test]
async fn what_is_kept_in_a_bucket_is_what_was_sent_and_outlives_a_restart() {
    let room = Room::open().await;
    room.files().answer().await.expect("the bucket answers");
    // One goes up whole, one in parts.
    for (id, filler) in [("a", 3_000), ("b", 20 * 1024 * 1024)] {
        let sent = samples::pdf(2, &vec![b'x'; filler]);
        let stored = put(&room.files(), id, "a.pdf", &sent).await.expect("kept");
        let files = room.files();
        assert!(bytes(&files, &stored.sha256).await == sent);
        assert_eq!(files.check(&stored.sha256).await.expect("an answer"), Wholeness::Whole);
        let page = files.draw(&stored.sha256, Kind::Pdf, 2, 300).await.expect("a disk").expect("a page");
        assert!(page.starts_with(b"\x89PNG"));
        assert_eq!(files.received(id).await.expect("a disk"), None, "nothing stays on its way");
        assert!(room.object(&stored.sha256).exists());
        let again = put(&files, id, "b.pdf", &sent).await.expect("kept");
        assert_eq!(again.sha256, stored.sha256);
        files.forget(&stored.sha256).await.expect("an answer");
        files.forget(&stored.sha256).await.expect("removed already");
        assert_eq!(files.check(&stored.sha256).await.expect("an answer"), Wholeness::Missing);
    }
}

#[tokio::test]
async fn a_changed_object_is_found_and_put_aside_when_the_whole_one_comes() {
    let room = Room::open().await;
    let (files, sent) = (room.files(), samples::pdf(1, b"one"));
    let sha256 = put(&files, "a", "a.pdf", &sent).await.expect("kept").sha256;
    fs::write(room.object(&sha256), b"another content").expect("a disk");
    assert_eq!(files.check(&sha256).await.expect("an answer"), Wholeness::Altered);
    put(&files, "b", "a.pdf", &sent).await.expect("kept");
    assert_eq!(files.check(&sha256).await.expect("an answer"), Wholeness::Whole);
    let mut aside = room.object(&sha256);
    aside.as_mut_os_string().push(".damaged");
    assert_eq!(fs::read(aside).expect("the damaged one"), b"another content");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_or_not_ours_is_known_at_the_start() {
    let mut room = Room::open().await;
    room.address.secret = "khac".to_owned();
    assert!(room.files().answer().await.is_err());
    room.address.secret = SECRET.to_owned();
    room.address.bucket = "khong-co".to_owned();
    assert!(room.files().answer().await.is_err());
}
